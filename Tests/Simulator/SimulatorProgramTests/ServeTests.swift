import Foundation
import TestSupport
import Testing

/// The simulator as a process that is killed, stopped and reset.
struct ServeTests {
    private let world: ServedWorld

    init() throws {
        world = try ServedWorld()
    }

    /// A program that keeps a file for each machine that runs.
    private func externalProgram() throws -> String {
        try world.directory.program(
            "driver",
            """
            #!/bin/bash
            cd "$(dirname "$0")"
            case $1 in start) touch "machine-$3" ;; stop) rm -f "machine-$3" ;; esac
            """)
    }

    private func isRunning(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: world.directory.path("machine-\(name)"))
    }

    private static func order(_ name: String) -> String {
        #"{"name":"\#(name)","server_type":"cx23","image":"ubuntu-24.04"}"#
    }

    @Test func `a simulator that is killed at any moment continues at the current time`() throws {
        let driver = try externalProgram()
        var simulator = try world.serve("--machine-command", driver, "--create-seconds", "0.5")
        #expect(try world.request("POST", "/servers", Self.order("web-1")).status == 201)
        simulator.signal(SIGKILL)
        #expect(simulator.waitForExit() != nil)
        #expect(try world.request("GET", "/servers").status == 502)
        simulator = try world.serve("--machine-command", driver, "--create-seconds", "0.5")
        #expect(eventually { isRunning("web-1") })
        #expect(try world.request("GET", "/servers?status=running").text.contains("web-1"))
        simulator.signal(SIGKILL)
        #expect(simulator.waitForExit() != nil)
        simulator = try world.serve("--machine-command", driver)
        #expect(isRunning("web-1"))
        let id = try #require(
            try world.request("GET", "/servers").text.firstMatch(of: /"servers":\[\{"id":([0-9]+)/)?.1)
        #expect(try world.request("DELETE", "/servers/\(id)").status == 200)
        simulator.signal(SIGKILL)
        #expect(simulator.waitForExit() != nil)
        simulator = try world.serve("--machine-command", driver)
        #expect(eventually { !isRunning("web-1") })
        #expect(simulator.exitStatus == nil)
    }

    @Test func `the simulator ends cleanly on SIGTERM, and machines stay`() throws {
        let simulator = try world.serve("--machine-command", try externalProgram())
        #expect(try world.request("POST", "/servers", Self.order("web-1")).status == 201)
        #expect(eventually { isRunning("web-1") })
        simulator.signal(SIGTERM)
        #expect(simulator.waitForExit() == 0)
        #expect(isRunning("web-1"))
        #expect(!FileManager.default.fileExists(atPath: world.directory.path("sim.sock")))
    }

    @Test func `reset stops every machine with the program that started it and empties the world`() throws {
        let simulator = try world.serve("--machine-command", try externalProgram())
        #expect(try world.request("POST", "/servers", Self.order("web-1")).status == 201)
        #expect(eventually { isRunning("web-1") })
        simulator.signal(SIGKILL)
        #expect(simulator.waitForExit() != nil)
        for _ in 1...2 {
            let run = try world.command("reset", arguments: "--state", world.directory.path("state"))
            #expect(run.status == 0, "\(run.output)")
            #expect(!isRunning("web-1"))
        }
        #expect(try world.command("world").output.contains("servers: none"))
    }

    @Test func `reset replaces the world of another version`() throws {
        let created = try ProgramRun(
            "/usr/bin/sqlite3", world.database, "PRAGMA user_version = 99; CREATE TABLE t (x)")
        #expect(created.status == 0)
        let refused = try world.command("world")
        #expect(refused.status == 1)
        #expect(refused.output.contains("another version"))
        #expect(try world.command("reset", arguments: "--state", world.directory.path("state")).status == 0)
        #expect(try world.command("world").status == 0)
    }

    @Test func `a machine's program inherits no descriptor and no environment`() throws {
        let path = try world.directory.program(
            "driver",
            """
            #!/bin/bash
            cd "$(dirname "$0")"
            ls -l /proc/self/fd | grep -c -E 'socket|sqlite' >descriptors
            env >environment
            """)
        let simulator = try world.serve("--machine-command", path)
        #expect(try world.request("POST", "/servers", Self.order("web-1")).status == 201)
        #expect(eventually { FileManager.default.fileExists(atPath: world.directory.path("environment")) })
        #expect(simulator.exitStatus == nil)
        let count = try String(contentsOfFile: world.directory.path("descriptors"), encoding: .utf8)
        #expect(count == "0\n")
        let environment = try String(contentsOfFile: world.directory.path("environment"), encoding: .utf8)
        #expect(!environment.contains("HOME="))
    }

    @Test func `only the owner may read the database`() throws {
        _ = try world.serve("--machine-command", "/bin/true")
        let mode = try FileManager.default.attributesOfItem(atPath: world.database)[.posixPermissions]
        #expect(mode as? Int == 0o600)
    }

    @Test func `scenarios and faults of the command line are on from the start`() throws {
        let file = world.directory.path("day")
        try "# a day\nconflict:skip=1,times=1\n".write(toFile: file, atomically: true, encoding: .utf8)
        let simulator = try world.serve(
            "--machine-command", "/bin/true", "--fault", "maintenance:skip=2", "--scenario", file)
        #expect(try world.request("GET", "/servers").status == 200)
        #expect(try world.request("GET", "/servers").status == 409)
        #expect(try world.request("GET", "/servers").status == 403)
        #expect(simulator.exitStatus == nil)
    }
}
