import HTTP
import SimulatedCloud
import Testing

struct MachineProgramTests {
    private let simulation: Simulation
    private let own = MachineProgram(
        executable: "/opt/hetzner-sim", state: "/state", options: ["--boot-seconds", "1.5"])

    init() throws {
        simulation = try Simulation()
    }

    private func machine() throws -> Machine {
        _ = try simulation.runningServer()
        let world = World(
            database: simulation.database, now: simulation.clock.source(), settings: simulation.settings)
        return try #require(try world.machines().first)
    }

    @Test func `our own driver gets the state directory, its options, the server's id and its faults`() throws
    {
        try simulation.switchOn("wrong-host-key", "callback-late:seconds=1.5")
        let machine = try machine()
        #expect(
            own.start(machine, sshPort: 22, userData: "/u") == [
                "/opt/hetzner-sim", "machine", "start", "--name", "web-1", "--address", "127.77.0.1",
                "--ssh-port", "22", "--user-data", "/u", "--state", "/state", "--boot-seconds", "1.5",
                "--instance-id", String(machine.serverID), "--fault", "wrong-host-key", "--fault",
                "callback-late", "--late-seconds", "1.5",
            ])
        #expect(
            own.stop(machine) == [
                "/opt/hetzner-sim", "machine", "stop", "--name", "web-1", "--state", "/state",
            ])
    }

    @Test func `an external program gets only the documented arguments`() throws {
        try simulation.switchOn("ssh-stalls")
        let external = MachineProgram(
            executable: "/opt/hetzner-sim", state: "/state", options: ["--boot-seconds", "1"],
            external: "/opt/other")
        let arguments = external.start(try machine(), sshPort: 2222, userData: "/u")
        #expect(
            arguments == [
                "/opt/other", "start", "--name", "web-1", "--address", "127.77.0.1", "--ssh-port", "2222",
                "--user-data", "/u",
            ])
    }

    @Test func `each machine fault counts servers on its own`() throws {
        try simulation.switchOn("no-callback:skip=1,times=1", "ssh-resets:skip=1,times=2")
        for name in ["web-1", "web-2", "web-3", "web-4"] { _ = try simulation.runningServer(name) }
        let world = World(
            database: simulation.database, now: simulation.clock.source(), settings: simulation.settings)
        #expect(
            try world.machines().map(\.faults) == [
                [], ["no-callback", "ssh-resets"], ["ssh-resets"], [],
            ])
    }
}
