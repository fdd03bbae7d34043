import Foundation
import TestSupport
import Testing

/// The simulator's commands.
struct CommandTests {
    private let world: ServedWorld
    private let simulator: ChildProgram

    init() throws {
        world = try ServedWorld("--machine-command", "/bin/true")
        simulator = try world.serve()
    }

    @Test func `faults are added, listed and cleared`() throws {
        #expect(try world.command("fault", "add", arguments: "slow:times=1", "unavailable").status == 0)
        let list = try world.command("fault", "list").output
        #expect(list.contains("slow:times=1"))
        #expect(
            try world.request("GET", "/servers").status == 503
                || world.request("GET", "/servers").status == 503)
        #expect(
            try world.command("fault", "list", arguments: "--json").output.contains(#""fault":"unavailable""#)
        )
        #expect(try world.command("fault", "clear", arguments: "2").status == 0)
        #expect(try world.command("fault", "clear", arguments: "2").status != 0)
        #expect(try world.command("fault", "clear").status == 0)
        #expect(try world.command("fault", "list", arguments: "--json").output == "[]\n")
    }

    @Test func `a malformed fault among valid ones switches nothing on`() throws {
        let run = try world.command("fault", "add", arguments: "slow", "nope")
        #expect(run.status != 0)
        #expect(run.output.contains("there is no fault named 'nope'"))
        #expect(try world.command("fault", "list", arguments: "--json").output == "[]\n")
    }

    @Test func `scenarios are explained and played`() throws {
        let list = try ProgramRun(ServedWorld.program, "scenario", "list").output
        #expect(list.contains("stuck-initializing"))
        #expect(try world.command("scenario", "play", arguments: "unavailable-for-good").status == 0)
        #expect(try world.request("GET", "/servers").status == 503)
        let unknown = try world.command("scenario", "play", arguments: "nope")
        #expect(unknown.status != 0)
        #expect(unknown.output.contains("there is no scenario and no file named 'nope'"))
        #expect(try ProgramRun(ServedWorld.program, "fault", "kinds").output.contains("lost-answer"))
    }

    @Test func `log, world and bill print what happened`() throws {
        let order = #"{"name":"web-1","server_type":"cx23","image":"ubuntu-24.04"}"#
        #expect(try world.request("POST", "/servers", order).status == 201)
        #expect(try world.command("log").output.contains(" 201 POST /v1/servers "))
        #expect(try world.command("log", arguments: "--json").output.contains(#""method":"POST""#))
        #expect(try world.command("world").output.contains("web-1"))
        #expect(try world.command("world", arguments: "--json").output.contains(#""name":"web-1""#))
        #expect(try world.command("bill").output.contains("2 still there"))
    }

    @Test(arguments: ["log", "world", "bill"])
    func `a missing database is named and not created`(command: String) throws {
        let missing = world.directory.path("missing.sqlite")
        let run = try ProgramRun(ServedWorld.program, command, "--database", missing)
        #expect(run.status != 0)
        #expect(run.output.contains("there is no such file"))
        #expect(!FileManager.default.fileExists(atPath: missing))
    }

    @Test(arguments: [
        (["--machines", "10.0.0.0/8"], "expected a range inside 127.0.0.0/8"),
        (["--ssh-port", "0"], "--ssh-port 0: expected 1 to 65535"),
        (["--rate-limit", "0"], "--rate-limit 0: expected 1 or more"),
        (["--create-seconds", "-1"], "--create-seconds"),
        (["--socket-mode", "9"], "--socket-mode 9: expected an octal number"),
        (["--threads", "0"], "--threads 0: expected 1 to 1000"),
        (["--token", "a"], "give either --token-file or --token"),
        (["--scenario", "nope"], "there is no scenario and no file named 'nope'"),
        (["--fault", "nope"], "there is no fault named 'nope'"),
    ])
    func `an invalid option is named`(options: [String], message: String) throws {
        let usual = [
            "serve", "--socket", world.directory.path("other.sock"), "--database",
            world.directory.path("other"),
            "--token-file", world.directory.path("token"),
        ]
        let run = try ProgramRun(ServedWorld.program, usual + options)
        #expect(run.status != 0)
        #expect(run.output.contains(message), "\(run.output)")
    }

    @Test func `a second simulator on the same socket is refused`() throws {
        let run = try ProgramRun(
            ServedWorld.program, "serve", "--socket", world.directory.path("sim.sock"), "--database",
            world.directory.path("other"), "--token-file", world.directory.path("token"))
        #expect(run.status != 0)
        #expect(try world.request("GET", "/servers").status == 200)
    }
}
