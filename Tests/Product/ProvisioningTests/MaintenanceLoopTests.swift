import Provisioning
import Testing

struct MaintenanceLoopTests {
    @Test func `sweeps at the first turn, and again five minutes later`() throws {
        let deploy = try SimulatedDeploy()
        try deploy.standUp()
        var loop = try deploy.maintenanceLoop()
        loop.turn()
        #expect(deploy.requests("GET /servers") == 1)
        deploy.pass(MaintenanceLoop.sweepInterval - .seconds(1))
        loop.turn()
        #expect(deploy.requests("GET /servers") == 1)
        deploy.pass(.seconds(1))
        loop.turn()
        #expect(deploy.requests("GET /servers") == 2)
    }

    @Test func `does its round although the sweep fails, and throws the failure when it is the only turn`()
        throws
    {
        let deploy = try SimulatedDeploy(injecting: "server-error")
        var launched = 0
        var loop = try deploy.maintenanceLoop { launched += 1 }
        deploy.pass(.seconds(60))
        loop.turn()
        #expect(launched == 1)
        var only = try deploy.maintenanceLoop()
        #expect(throws: (any Error).self) { try only.onlyTurn() }
    }
}
