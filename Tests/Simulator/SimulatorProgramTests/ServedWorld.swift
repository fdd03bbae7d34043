import Foundation
import TestSupport
import Testing

/// The built simulator behind a real nginx, with a stand-in for machines.
final class ServedWorld: Sendable {
    static let token = "token-of-the-served-world-which-is-64-characters-long-aaaaaaaaaa"

    let directory: TemporaryDirectory
    let nginx: NginxServer
    private let options: [String]

    /// `options` are additional options of `hetzner-sim serve`.
    init(_ options: String...) throws {
        let directory = try TemporaryDirectory()
        self.directory = directory
        self.options = options
        nginx = try NginxServer { port in
            """
            upstream hetzner_sim { server unix:\(directory.path("sim.sock")); }
            server {
                listen 127.0.0.1:\(port);
                include \(Checkout.path("nginx/hetzner-sim.conf"));
            }
            """
        }
        try Self.token.write(toFile: directory.path("token"), atomically: true, encoding: .utf8)
    }

    var database: String { directory.path("world.sqlite") }
    var endpoint: String { nginx.url + "/v1" }

    /// Starts the simulator and waits until it is ready. It ends when the returned program is released.
    func serve(_ more: String...) throws -> ChildProgram {
        let usual = [
            "serve", "--socket", directory.path("sim.sock"), "--database", database, "--token-file",
            directory.path("token"), "--state", directory.path("state"), "--create-seconds", "0.2",
            "--action-seconds", "0.1",
        ]
        let program = try ChildProgram(Self.program, usual + options + more)
        guard try program.waitForOutput("event=responder.ready") else {
            Issue.record("the simulator does not start: \(try program.log())")
            return program
        }
        return program
    }

    static var program: String { Checkout.program("hetzner-sim") }

    /// Runs another command of the simulator on this world.
    func command(_ words: String..., arguments: String...) throws -> ProgramRun {
        try ProgramRun(Self.program, words + ["--database", database] + arguments)
    }

    /// Sends one request to the API.
    func request(_ method: String, _ target: String, _ body: String = "") throws -> HTTPReply {
        try nginx.send(
            method, "/v1" + target, headers: ["Authorization: Bearer \(Self.token)"], body: Array(body.utf8))
    }

    /// Runs a client with the two environment variables that Hetzner's clients read.
    func client(_ command: [String]) throws -> ProgramRun {
        let environment = [
            "HCLOUD_ENDPOINT=\(endpoint)", "HCLOUD_TOKEN=\(Self.token)", "HOME=\(directory.url.path)",
        ]
        return try ProgramRun("/usr/bin/env", environment + command)
    }
}
