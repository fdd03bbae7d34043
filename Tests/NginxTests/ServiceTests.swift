import Foundation
import TestSupport
import Testing

private let systemdAnalyze = "/usr/bin/systemd-analyze"
private let socketActivate = "/usr/bin/systemd-socket-activate"

@Suite struct ServiceTests {
    private let folder: TemporaryDirectory

    init() throws {
        folder = try TemporaryDirectory()
    }

    private func unit(_ name: String) throws -> String {
        try String(contentsOfFile: Checkout.path("nginx/\(name)"), encoding: .utf8)
    }

    /// What systemd says about our units, with a program that is there in place of the installed one.
    private func complaint(appending line: String = "") throws -> ProgramRun {
        let names = ["rachel-cloud.service", "rachel-cloud.socket", "rachel-cloud-maintain.service"]
        for name in names {
            let text = try unit(name).replacing(
                "/usr/local/bin/rachel-cloud", with: Checkout.program("fastcgi-echo"))
            try (text + line).write(toFile: folder.path(name), atomically: true, encoding: .utf8)
        }
        return try ProgramRun(systemdAnalyze, ["verify"] + names.map(folder.path))
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: systemdAnalyze)))
    func `systemd has nothing to say against the units`() throws {
        let run = try complaint()
        #expect(run.status == 0)
        #expect(run.output.isEmpty)
        // It does look.
        #expect(try complaint(appending: "[Service]\nKilMode=process\n").output.contains("KilMode"))
    }

    @Test func `what holds for the site and its jobs holds for maintenance and the jobs it takes up`() throws
    {
        let site = try unit("rachel-cloud.service").split(separator: "\n").filter { !$0.hasPrefix("#") }
        let maintenance = try unit("rachel-cloud-maintain.service").split(separator: "\n")
        let own = ["Description", "ExecStart", "SupplementaryGroups", "TimeoutStopSec"]
        for line in site where !own.contains(where: line.hasPrefix) {
            #expect(maintenance.contains(line), "\(line)")
        }
    }

    @Test func `systemd, nginx and the responder mean the same socket`() throws {
        let path = "/run/rachel-cloud/responder.sock"
        #expect(try unit("rachel-cloud.socket").contains("\nListenStream=\(path)\n"))
        #expect(try unit("rachel-cloud.conf").contains("server unix:\(path) "))
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: socketActivate)))
    func `a socket handed over by systemd's own program is served`() throws {
        let path = folder.path("activated.sock")
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
