import HTTP
import SimulatedCloud
import Testing

/// The machines' rows, as a program that plays the machines itself uses them.
struct MachineTests {
    private let simulation: Simulation

    init() throws {
        simulation = try Simulation()
    }

    private func change<Value>(_ body: (World) throws -> Value) throws -> Value {
        try World.write(simulation.database, simulation.settings, now: simulation.clock.source(), body)
    }

    @Test func `a machine is started, stopped and deleted without a keeper`() throws {
        let id = try simulation.runningServer()
        #expect(try simulation.machineStates() == ["web-1": "wanted"])
        #expect(try change { try $0.move(machine: id, from: .wanted, to: .launched) })
        #expect(try !change { try $0.move(machine: id, from: .wanted, to: .launched) })
        #expect(try change { try $0.machines().first?.since } == simulation.clock.source())
        try simulation.request(.post, "/servers/\(id)/actions/reset")
        simulation.clock.advance(.seconds(2))
        _ = try simulation.server(id)
        #expect(try simulation.machineStates() == ["web-1": "restarting"])
        try change { try $0.setState(.launched, ofMachine: id) }
        try simulation.request(.delete, "/servers/\(id)")
        simulation.clock.advance(.seconds(2))
        #expect(try simulation.request(.get, "/servers/\(id)").status == 404)
        #expect(try simulation.machineStates() == ["web-1": "unwanted"])
        try change { try $0.deleteMachine(id) }
        #expect(try simulation.machineStates() == [:])
    }
}
