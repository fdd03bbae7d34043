import Crypto
import Foundation
import Glibc
import SSH
import TestSupport
import Testing

@Suite struct ScriptFailureTests {
    let server: Server
    let directory: TemporaryDirectory

    init() throws {
        server = try Server()
        directory = try TemporaryDirectory()
    }

    /// The process ids that scripts wrote into the file, one a line.
    func processIDs(_ name: String) throws -> [Int32] {
        let lines = try String(contentsOfFile: directory.path(name), encoding: .utf8).split(separator: "\n")
        #expect(!lines.isEmpty)
        return lines.compactMap { Int32($0) }
    }

    /// Waits for the process to be gone.
    func isGone(_ process: Int32) -> Bool {
        eventually { kill(process, 0) != 0 }
    }

    @Test func `stops the script at a failing command`() throws {
        let error = try server.failure(
            RemoteScript(
                ("first", "echo fine"), ("second", "echo before; echo disk full >&2; (exit 7); echo after"),
                ("third", "touch \(directory.path("third"))")))
        #expect(error.kind == .scriptFailed(exitStatus: 7))
        #expect(error.phase == .script)
        #expect(error.step == "second")
        #expect(error.output == "before\n")
        #expect(error.errorOutput == "disk full\n")
        #expect(!error.isWorthRetrying)
        #expect(error.description == "SSH script, step \"second\": a command failed with status 7: disk full")
        #expect(!FileManager.default.fileExists(atPath: directory.path("third")))
    }

    @Test(arguments: [
        "echo $UNKNOWN_VARIABLE", "no-such-command-anywhere", "cat /does/not/exist", "false | cat; false",
    ])
    func `fails on a command that the shell refuses`(shell: String) throws {
        let error = try server.failure(RemoteScript(("only", ShellText(verbatim: shell))))
        guard case .scriptFailed(let status) = error.kind else {
            Issue.record("\(error)")
            return
        }
        #expect(status != 0)
        #expect(error.step == "only")
    }

    @Test func `runs nothing of a script that is no shell`() throws {
        let error = try server.failure(
            RemoteScript(("first", "touch \(directory.path("first"))"), ("second", "if then fi (")))
        #expect(error.kind == .scriptFailed(exitStatus: 2))
        #expect(error.step == nil)
        #expect(!FileManager.default.fileExists(atPath: directory.path("first")))
    }

    @Test func `fails when the script ends early with status 0`() throws {
        let error = try server.failure(RemoteScript(("first", "exit 0"), ("second", ":")))
        #expect(error.kind == .scriptUnfinished)
        #expect(error.step == "first")
    }

    @Test(arguments: ["KILL", "TERM", "SEGV"])
    func `fails when the script is ended by a signal`(signal: String) throws {
        let error = try server.failure(
            RemoteScript(
                ("first", "echo before"), ("second", "kill -\(ShellText(verbatim: signal)) $$; sleep 1")))
        #expect(error.kind == .scriptKilled(signal: signal))
        #expect(error.step == "second")
    }

    @Test func `reports a broken connection at once`() throws {
        let error = try server.failure(
            RemoteScript(("first", "echo before"), ("second", "kill -KILL \(.sessionProcess); sleep 1")))
        #expect(error.kind == .connectionLost)
        #expect(error.phase == .script)
        #expect(error.isWorthRetrying)
    }

    @Test func `reports a connection that breaks while the input is sent at once`() throws {
        var script = RemoteScript()
        script.step(
            "only", "kill -KILL \(.sessionProcess); cat >/dev/null",
            input: try RandomBytes.system.makeSecret(count: 8_000_000))
        #expect(try server.failure(script).kind == .connectionLost)
    }

    @Test func `stops waiting at the deadline for a server that stops responding`() throws {
        let error = try server.timeout(
            of: RemoteScript(
                ("first", "echo \(.sessionProcess) >>\(directory.path("sessions"))"),
                ("second", "sleep 0.2; kill -STOP \(.sessionProcess); sleep 1")), in: "second")
        #expect(error.kind == .timedOut)
        #expect(error.phase == .script)
        #expect(!error.isWorthRetrying)
        // A stopped process would stay for ever.
        for process in try processIDs("sessions") { kill(process, SIGKILL) }
    }

    @Test func `has the server stop a script whose time is over`() throws {
        let error = try server.timeout(
            of: RemoteScript(("wait", "echo $$ >>\(directory.path("scripts")); echo waiting; sleep 1000")),
            in: "wait")
        #expect(error.kind == .timedOut)
        #expect(error.output == "waiting\n")
        for process in try processIDs("scripts") { #expect(isGone(process)) }
    }

    /// The connection breaks as soon as the script runs, so the server alone can stop the script.
    @Test func `has the server stop a script whose connection is lost`() throws {
        let limit = Duration.seconds(5)
        let error = try server.failure(
            RemoteScript(
                (
                    "wait",
                    """
                    echo $$ >>\(directory.path("scripts"))
                    trap '' PIPE HUP
                    kill -KILL \(.sessionProcess)
                    sleep 1000
                    """
                )), within: limit)
        #expect(error.kind == .connectionLost)
        for process in try processIDs("scripts") { #expect(isGone(process)) }
    }

    @Test func `tells a script that exits like a timeout from a timeout`() throws {
        #expect(try server.failure(RemoteScript(("only", "exit 124"))).kind == .scriptFailed(exitStatus: 124))
    }

    @Test func `stops waiting at the deadline for output without end`() throws {
        let error = try server.timeout(of: RemoteScript(("only", "yes & yes >&2")), in: "only")
        #expect(error.kind == .timedOut || error.kind == .tooMuchReceived)
        #expect(error.output.hasPrefix("y\ny\n"))
    }

    @Test func `stops reading at the limit`() throws {
        let error = try #require(throws: SSHError.self) {
            let session = try SSHSession.connect(
                to: server.host, deadline: .now + .seconds(60), maxReceivedBytes: 300_000)
            try session.authenticate(user: server.host.user, key: server.key)
            _ = try session.run(RemoteScript(("only", "yes")))
        }
        #expect(error.kind == .tooMuchReceived)
        #expect(error.step == "only")
    }
}
