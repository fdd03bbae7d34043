import Foundation
import HTTP
import SQLite
import SimulatedCloud
import TestSupport
import Testing

/// The keeper of machines, with a stand-in for the driver that records its calls.
struct MachineKeeperTests {
    private let simulation: Simulation
    private let driver: RecordingDriver

    init() throws {
        simulation = try Simulation()
        driver = try RecordingDriver()
    }

    private func keeper() throws -> MachineKeeper {
        MachineKeeper(
            database: simulation.database, settings: simulation.settings, program: driver.program,
            sshPort: 2222, directory: driver.directory.url.path, clock: simulation.clock.source,
            report: driver.events.add)
    }

    /// Ticks until the condition holds. It blocks, since a sleeping task would resume only after all waiting tests.
    private func tick(_ keeper: MachineKeeper, _ what: String, until isSo: () throws -> Bool) throws {
        let isInTime = try eventually {
            keeper.tick()
            return try isSo()
        }
        guard isInTime else {
            throw NotInTime("\(what), but \(driver.events.all) and \(try driver.calls())")
        }
    }

    @Test func `a machine is started only when its server runs, and stopped when the server is deleted`()
        throws
    {
        let keeper = try keeper()
        let id = try simulation.orderServer("web-1", ("user_data", "#cloud-config\n{}"))
        keeper.tick()
        #expect(try driver.calls() == [])
        simulation.clock.advance(.seconds(12))
        try tick(keeper, "the start") { try driver.calls().count == 1 }
        #expect(
            try driver.calls() == [
                "start --name web-1 --address 127.77.0.1 --ssh-port 2222 --user-data \(driver.directory.path("\(id)")).user-data"
            ])
        #expect(try driver.userData() == ["#cloud-config\n{}"])
        try simulation.request(.delete, "/servers/\(id)")
        simulation.clock.advance(.seconds(2))
        try tick(keeper, "the stop") { try simulation.machineStates().isEmpty }
        #expect(try driver.calls().last == "stop --name web-1")
        #expect(!FileManager.default.fileExists(atPath: driver.directory.path("\(id).user-data")))
        #expect(
            driver.events.all == [
                .started(name: "web-1", address: "127.77.0.1"), .stopped(name: "web-1"),
            ])
    }

    @Test func `only the owner may read user-data`() throws {
        let keeper = try keeper()
        let id = try simulation.runningServer("web-1", ("user_data", "secret"))
        try tick(keeper, "the start") { try driver.calls().count == 1 }
        let path = driver.directory.path("\(id).user-data")
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    @Test func `powering off stops the machine, and powering on starts it again`() throws {
        let keeper = try keeper()
        let id = try simulation.runningServer()
        try tick(keeper, "the start") { try driver.calls().count == 1 }
        try simulation.request(.post, "/servers/\(id)/actions/poweroff")
        simulation.clock.advance(.seconds(2))
        try tick(keeper, "the stop") { try simulation.machineStates().isEmpty }
        try simulation.request(.post, "/servers/\(id)/actions/poweron")
        simulation.clock.advance(.seconds(2))
        try tick(keeper, "the second start") { try driver.calls().count == 3 }
        #expect(try driver.verbs() == ["start", "stop", "start"])
    }

    @Test(arguments: ["reset", "reboot"])
    func `a reset is a stop and a start`(action: String) throws {
        let keeper = try keeper()
        let id = try simulation.runningServer()
        try tick(keeper, "the start") { try driver.calls().count == 1 }
        try simulation.request(.post, "/servers/\(id)/actions/\(action)")
        simulation.clock.advance(.seconds(2))
        try tick(keeper, "the second start") { try driver.calls().count == 3 }
        #expect(try driver.verbs() == ["start", "stop", "start"])
        #expect(try simulation.machineStates() == ["web-1": "launched"])
    }

    @Test func `a stop waits until the start has ended`() throws {
        try driver.holdStarts()
        let keeper = try keeper()
        let id = try simulation.runningServer()
        try tick(keeper, "the start") { try driver.calls().count == 1 }
        try simulation.request(.delete, "/servers/\(id)")
        simulation.clock.advance(.seconds(2))
        for _ in 1...20 { keeper.tick() }
        #expect(try driver.verbs() == ["start"])
        try driver.releaseStarts()
        try tick(keeper, "the stop") { try simulation.machineStates().isEmpty }
        #expect(try driver.verbs() == ["start", "stop"])
    }

    @Test func `a stop waits only a limited time for a start that does not end`()
        throws
    {
        try driver.holdStarts()
        let keeper = try keeper()
        let id = try simulation.runningServer()
        try tick(keeper, "the start") { try driver.calls().count == 1 }
        try simulation.request(.delete, "/servers/\(id)")
        simulation.clock.advance(.seconds(2))
        keeper.tick()
        simulation.clock.advance(.seconds(15))
        try tick(keeper, "the stop") { try driver.calls().count == 2 }
        try driver.releaseStarts()
    }

    @Test func `the machine of a new server waits until the old machine of that name is gone`() throws {
        try driver.holdStarts()
        let keeper = try keeper()
        let id = try simulation.runningServer()
        try tick(keeper, "the start") { try driver.calls().count == 1 }
        try simulation.request(.delete, "/servers/\(id)")
        simulation.clock.advance(.seconds(2))
        keeper.tick()
        _ = try simulation.runningServer()
        for _ in 1...20 { keeper.tick() }
        try driver.releaseStarts()
        try tick(keeper, "the second start") { try driver.calls().count == 3 }
        #expect(try driver.verbs() == ["start", "stop", "start"])
        #expect(try driver.calls().last?.contains("127.77.0.2") == true)
    }

    @Test func `a failed start is reported with its log and retried after a while`() throws {
        try driver.fail(times: 1)
        let keeper = try keeper()
        let id = try simulation.runningServer()
        try tick(keeper, "the failure") { driver.events.all.count == 2 }
        let log = driver.directory.path("\(id).log")
        #expect(
            driver.events.all.last == .failed(name: "web-1", reason: "start ended with status 7", log: log))
        #expect(try String(contentsOfFile: log, encoding: .utf8) == "no luck\n")
        for _ in 1...20 { keeper.tick() }
        #expect(try driver.calls().count == 1)
        simulation.clock.advance(.seconds(5))
        try tick(keeper, "the second start") { try driver.calls().count == 2 }
    }

    @Test func `a missing program is reported, and the server runs on without a machine`() throws {
        let missing = MachineProgram(
            executable: "/bin/true", state: "/nowhere", external: driver.directory.path("missing"))
        let keeper = MachineKeeper(
            database: simulation.database, settings: simulation.settings, program: missing, sshPort: 2222,
            directory: driver.directory.url.path, clock: simulation.clock.source, report: driver.events.add)
        let id = try simulation.runningServer()
        keeper.tick()
        guard case .failed(_, let reason, _) = driver.events.all.first else {
            Issue.record("nothing was reported")
            return
        }
        #expect(reason.contains("No such file or directory"))
        #expect(try simulation.server(id)["status"] == "running")
        #expect(try simulation.machineStates() == ["web-1": "wanted"])
    }

    @Test func `after a kill in the middle of a start the machine is stopped and started again`() throws {
        _ = try simulation.runningServer()
        let command = driver.directory.path("driver")
        try simulation.database.execute("UPDATE machines SET state = 'launching', command = \(command)")
        let keeper = try keeper()
        #expect(try keeper.recover(alive: []) == [])
        try tick(keeper, "the start") { try driver.calls().count == 2 }
        #expect(try driver.verbs() == ["stop", "start"])
    }

    @Test func `after a reboot of the host machines are started again, and untracked ones are named`() throws
    {
        _ = try simulation.runningServer("web-1")
        _ = try simulation.runningServer("web-2")
        try simulation.database.execute("UPDATE machines SET state = 'launched'")
        let keeper = try keeper()
        #expect(try keeper.recover(alive: ["web-1", "stray"]) == ["stray"])
        #expect(try simulation.machineStates() == ["web-1": "launched", "web-2": "wanted"])
    }

    @Test func `at an address without network a connection is neither accepted nor refused`() throws {
        try simulation.switchOn("no-network")
        // A range that no other test or simulator is likely to use.
        let network = "127.\(Int.random(in: 30...60)).\(Int.random(in: 0...255))"
        simulation.settings.addresses = try #require(AddressPool("\(network).0/24"))
        _ = try simulation.runningServer()
        let keeper = try keeper()
        keeper.tick()
        #expect(try driver.calls() == [])
        #expect(try simulation.machineStates() == ["web-1": "absent"])
        let run = try ProgramRun(
            "/bin/bash", "-c", "exec 3<>/dev/tcp/\(network).1/2222 & sleep 0.3; kill $! && echo silent")
        #expect(run.output == "silent\n")
    }

    @Test func `a sweep stops every machine with the program that started it and empties the world`()
        throws
    {
        let keeper = try keeper()
        _ = try simulation.runningServer("web-1")
        try tick(keeper, "the start") { try driver.calls().count == 1 }
        let other = MachineProgram(executable: "/bin/false", state: "/nowhere")
        let sweep = MachineSweep(
            database: simulation.database, program: other, log: driver.directory.path("sweep.log"))
        #expect(try sweep.run().isEmpty)
        #expect(try driver.verbs() == ["start", "stop"])
        #expect(try simulation.request(.get, "/servers")["servers"] == [])
        #expect(try sweep.run().isEmpty)
    }

    @Test func `a sweep that can't stop a machine returns it and does not empty the world`() throws {
        let keeper = try keeper()
        _ = try simulation.runningServer("web-1")
        try tick(keeper, "the start") { try driver.calls().count == 1 }
        try driver.fail(times: 1)
        let sweep = MachineSweep(
            database: simulation.database, program: driver.program, log: driver.directory.path("sweep.log"))
        #expect(try sweep.run() == [.init(name: "web-1", reason: "stop ended with status 7")])
        #expect(try simulation.machineStates() == ["web-1": "launched"])
        #expect(try sweep.run().isEmpty)
    }
}
