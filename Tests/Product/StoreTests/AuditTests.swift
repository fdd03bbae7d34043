import ProductSupport
import Store
import Testing

struct AuditTests {
    @Test func `every change to a server or a subscription is audited with who made it, newest first`() throws
    {
        let test = try TestStore()
        let (user, _, lease) = try test.deploy()
        let store = test.store
        let intent = try store.intend(.server, name: "s", project: "p", under: lease)
        let server = CreatedServer(
            hetznerID: 7, name: "s", ipAddress: "192.0.2.1", serverType: "cx23", location: "nbg1")
        try store.recordCreated(server, resource: intent.resource.id, under: lease)
        try store.advance(from: .prepare, to: .finish, under: lease)
        try store.endDeployReady(under: lease)
        try store.startGracePeriod(of: user, until: store.now, by: .system)
        guard
            case .started(let job) = try store.startDeprovision(
                of: user, deadline: .seconds(60), by: .customer),
            let deletion = try store.takeLease(of: job, owner: "t", duration: .seconds(60))
        else { throw UnexpectedState() }
        try store.releaseServer(under: deletion, project: "p")
        let line = try #require(try store.pendingDeletions().first)
        try store.recordGone(line)
        try store.recordGone(line)
        try store.endDeprovision(under: deletion)
        let entries = try store.audit(of: user, limit: 100).reversed().map { "\($0.actor) \($0.action)" }
        #expect(
            entries == [
                "operator subscription.activated", "customer onboarding.telegram_saved",
                "customer onboarding.claude_saved", "customer deploy.started", "system server.created",
                "system deploy.ready", "system subscription.canceled", "customer deprovision.started",
                "system server.gone", "system deprovision.done",
            ])
        #expect(try store.audit(of: user, limit: 2).map(\.action) == ["deprovision.done", "server.gone"])
        #expect(try store.audit(of: .random(), limit: 100).isEmpty)
        #expect(try store.audit(of: nil, limit: 100).count == entries.count)
    }
}
