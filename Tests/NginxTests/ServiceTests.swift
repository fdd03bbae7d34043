import Foundation
import TestSupport
import Testing

private let systemdAnalyze = "/usr/bin/systemd-analyze"
private let socketActivate = "/usr/bin/systemd-socket-activate"

@Suite struct ServiceTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func unit(_ name: String) throws -> String {
        try String(contentsOfFile: Checkout.path("nginx/\(name)"), encoding: .utf8)
    }

    /// Runs `systemd-analyze verify` on our units, with a built program in place of the installed one.
    private func verify(appending line: String = "") throws -> ProgramRun {
        let names = ["rachel-cloud.service", "rachel-cloud.socket", "rachel-cloud-maintain.service"]
        for name in names {
            let text = try unit(name).replacing(
                "/usr/local/bin/rachel-cloud", with: Checkout.program("fastcgi-echo"))
            try (text + line).write(toFile: directory.path(name), atomically: true, encoding: .utf8)
        }
        return try ProgramRun(systemdAnalyze, ["verify"] + names.map(directory.path))
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: systemdAnalyze)))
    func `systemd accepts the units without a warning`() throws {
        let run = try verify()
        #expect(run.status == 0)
        #expect(run.output.isEmpty)
        // A wrong unit is found.
        #expect(try verify(appending: "[Service]\nKilMode=process\n").output.contains("KilMode"))
    }

    @Test func `the maintenance unit has the same restrictions as the site unit`() throws {
        let site = try unit("rachel-cloud.service").split(separator: "\n").filter { !$0.hasPrefix("#") }
        let maintenance = try unit("rachel-cloud-maintain.service").split(separator: "\n")
        let own = [
            "Description", "Type", "ExecStart", "RuntimeDirectory", "SupplementaryGroups", "TimeoutStopSec",
        ]
        for line in site where !own.contains(where: line.hasPrefix) {
            #expect(maintenance.contains(line), "\(line)")
        }
    }

    @Test func `systemd, nginx and the responder use the same socket`() throws {
        let path = "/run/rachel-cloud/responder.sock"
        #expect(try unit("rachel-cloud.socket").contains("\nListenStream=\(path)\n"))
        #expect(try unit("rachel-cloud.conf").contains("server unix:\(path) "))
    }

    @Test func `a running job loses no line when its log is rotated`() throws {
        let log = directory.path("jobs.log")
        let settings = try unit("rachel-cloud.logrotate")
            .replacing("/var/log/rachel-cloud", with: directory.url.path)
            .replacing("su rachel-cloud rachel-cloud", with: "su \(try id("-un")) \(try id("-gn"))")
        let file = directory.path("rotate.conf")
        // logrotate takes no settings that others may write.
        let isWritten = FileManager.default.createFile(
            atPath: file, contents: Data(settings.utf8), attributes: [.posixPermissions: 0o600])
        #expect(isWritten)

        try "first\n".write(toFile: log, atomically: false, encoding: .utf8)
        let job = try #require(FileHandle(forWritingAtPath: log))
        try job.seekToEnd()
        try rotate(file)
        try job.write(contentsOf: Data("second\n".utf8))
        try job.close()
        #expect(!FileManager.default.fileExists(atPath: log))
        #expect(try String(contentsOfFile: log + ".1", encoding: .utf8) == "first\nsecond\n")

        try "third\n".write(toFile: log, atomically: false, encoding: .utf8)
        try rotate(file)
        #expect(try String(contentsOfFile: log + ".1", encoding: .utf8) == "third\n")
        #expect(try ProgramRun("/bin/zcat", log + ".2.gz").output == "first\nsecond\n")
    }

    private func rotate(_ file: String) throws {
        let run = try ProgramRun("/usr/sbin/logrotate", "--force", "--state", directory.path("state"), file)
        #expect(run.status == 0 && run.output.isEmpty, "\(run.output)")
    }

    private func id(_ option: String) throws -> Substring {
        try #require(try ProgramRun("/usr/bin/id", option).words.first)
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: socketActivate)))
    func `serves the socket inherited from systemd's own program`() throws {
        let path = directory.path("activated.sock")
        let responder = try ChildProgram(
            socketActivate, ["--listen=\(path)", Checkout.program("fastcgi-echo"), "-", "threads=2"])
        try #require(try responder.waitForOutput("Listening on \(path)"))
        let nginx = try NginxServer(
            server: """
                location / {
                    include \(Checkout.path("nginx/fastcgi.conf"));
                    fastcgi_pass unix:\(path);
                }
                """)
        #expect(try nginx.send("POST", "/body", body: Array("first".utf8)).text == "first")
        #expect(try nginx.send("POST", "/body", body: Array("second".utf8)).text == "second")
        responder.signal(SIGTERM)
        #expect(responder.waitForExit() == 0)
    }
}
