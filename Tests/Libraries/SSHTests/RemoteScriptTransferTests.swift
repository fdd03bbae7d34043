import Crypto
import Foundation
import TestSupport
import Testing

@testable import SSH

@Suite struct RemoteScriptTransferTests {
    @Test func `runs nothing of a text that is cut anywhere`() throws {
        let directory = try TemporaryDirectory()
        let transfer = try RemoteScript(("first", "echo run >>\(directory.path("trace"))")).transfer(
            limit: .seconds(9))
        let text = transfer.input[0]
        try text.withBytes { try Data($0).write(to: URL(filePath: directory.path("text"))) }
        // The last line break alone may be missing.
        let cuts =
            """
            for count in $(seq 0 \(text.count - 2)); do
                head -c $count text | sh -c 'eval "$(cat)"' || true
            done
            """
        _ = try ProgramRun("/bin/sh", "-c", "cd \(directory.url.path); " + cuts)
        #expect(!FileManager.default.fileExists(atPath: directory.path("trace")))
        _ = try ProgramRun("/bin/sh", "-c", "cd \(directory.url.path); sh text")
        #expect(try String(contentsOfFile: directory.path("trace"), encoding: .utf8) == "run\n")
    }

    @Test func `puts the time limit and nothing of the script into the command`() throws {
        let transfer = try RemoteScript(("first", "true")).transfer(limit: .milliseconds(1234))
        let count = transfer.input[0].count
        #expect(transfer.command == #"exec timeout -k 5 1.3 sh -c 'eval "$(head -c \#(count))"'"#)
    }

    @Test func `gives every run a marker of its own`() throws {
        let script = RemoteScript(("first", "true"))
        #expect(try script.transfer(limit: .seconds(1)).marker != script.transfer(limit: .seconds(1)).marker)
    }
}
