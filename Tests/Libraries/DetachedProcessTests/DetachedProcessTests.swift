import DetachedProcess
import Foundation
import Glibc
import TestSupport
import Testing

struct DetachedProcessTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    /// Returns what the child wrote, once it has written its last line.
    private func output(of script: String, environment: [String: String] = [:]) throws -> String {
        let log = directory.path("log")
        let child = try DetachedProcess.start(
            "/bin/sh", ["-c", "\(script); echo end"], environment: environment, log: log)
        // A zombie of ours would keep the tests' wait for their own exit tests busy for ever.
        defer { waitpid(child, nil, 0) }
        var text = ""
        let isWritten = eventually {
            text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
            return text.hasSuffix("end\n")
        }
        #expect(isWritten, "the child does not end")
        return text
    }

    @Test func `lets a child inherit the three standard descriptors only`() throws {
        let inherited = open("/dev/null", O_RDONLY)
        defer { close(inherited) }
        let listing = try output(of: "ls /proc/$$/fd")
        #expect(listing.split(separator: "\n").dropLast() == ["0", "1", "2"])
    }

    @Test func `starts a child in a session of its own with an empty standard input`() throws {
        let text = try output(of: "cat; ps -o sid= -p $$ | tr -d ' '; echo $$")
        let lines = text.split(separator: "\n")
        #expect(lines.count == 3)
        #expect(lines[0] == lines[1])
    }

    @Test func `gives a child exactly the given environment`() throws {
        let text = try output(
            of: "/usr/bin/env | grep -v -e ^PWD -e ^_ -e ^SHLVL -e ^OLDPWD", environment: ["A": "b c"])
        #expect(text == "A=b c\nend\n")
    }

    @Test func `reports a missing program`() {
        let error = #expect(throws: SpawnError.self) {
            try DetachedProcess.start("/nowhere/at-all", [], environment: [:], log: directory.path("log"))
        }
        #expect(error?.description == "can't start /nowhere/at-all: No such file or directory")
    }
}
