import ProductSupport
import Provisioning
import SQLite
import Store
import Testing

struct SweepTests {
    private static let ours = #""labels":{"managed-by":"rachel-cloud"}"#
    private static let server =
        #"{"name":"stray","server_type":"cx23","location":"nbg1","image":"ubuntu-24.04",\#(ours)}"#

    @Test func `lists an untracked server, says so in the audit, and keeps it`() throws {
        let deploy = try SimulatedDeploy()
        try deploy.standUp()
        try deploy.hetzner.post("servers", Self.server)
        let report = try deploy.sweep()
        #expect(report.untracked.map(\.name) == ["stray"])
        #expect(try deploy.sweep().untracked.map(\.name) == ["stray"])
        #expect(try deploy.test.store.untracked().map(\.name) == ["stray"])
        let price = try #require(try deploy.test.store.untracked().first?.price)
        #expect(try #require(Double(price)) > 1)
        try retryDeletions(deploy)
        #expect(try deploy.servers == 2)
        let audit = try deploy.test.store.audit(of: nil, limit: 100).filter {
            $0.action == "resource.untracked"
        }
        #expect(audit.count == 1)
    }

    @Test func `lists untracked keys and addresses too, and forgets what is gone`() throws {
        let deploy = try SimulatedDeploy()
        try deploy.standUp()
        try deploy.hetzner.post(
            "ssh_keys", #"{"name":"k","public_key":"\#(Self.publicKey)",\#(Self.ours)}"#)
        try deploy.hetzner.post(
            "primary_ips",
            #"{"name":"a","type":"ipv4","assignee_type":"server","location":"nbg1",\#(Self.ours)}"#)
        #expect(try deploy.sweep().untracked.map(\.kind) == [.sshKey, .primaryIP])
        try deploy.hetzner.delete("ssh_keys/\(try deploy.hetzner.id(of: "k", in: "ssh_keys"))")
        deploy.pass(.seconds(900))
        #expect(try deploy.sweep().untracked.map(\.kind) == [.primaryIP])
        #expect(try deploy.test.store.untracked().map(\.kind) == [.primaryIP])
    }

    @Test func `a dry run reports the same and changes nothing`() throws {
        let deploy = try SimulatedDeploy()
        try deploy.standUp()
        try deploy.hetzner.post("servers", Self.server)
        let before = deploy.hetzner.requests.count
        #expect(try deploy.sweep(.report).untracked.map(\.name) == ["stray"])
        #expect(try deploy.test.store.untracked().isEmpty)
        #expect(deploy.hetzner.requests[before...].allSatisfy { $0.hasPrefix("GET") })
    }

    @Test func `leaves a stranger's resources alone`() throws {
        let deploy = try SimulatedDeploy()
        try deploy.standUp()
        try deploy.hetzner.post("servers", Self.server.replacing(Self.ours, with: #""labels":{}"#))
        #expect(try deploy.sweep().untracked.isEmpty)
        #expect(try deploy.servers == 2)
    }

    @Test func `an order that arrives after its failed job was closed is deleted`() throws {
        let deploy = try SimulatedDeploy()
        try deploy.standUp()
        let user = try deploy.test.customer(email: "bea@example.org")
        let late = try deploy.failedOrder(of: user)
        #expect(try deploy.sweep().untracked.isEmpty)
        try deploy.orderArrives(job: late, of: user)
        #expect(try deploy.sweep().untracked.count == 1)
        #expect(try deploy.test.store.pendingDeletions().map(\.jobID) == [late])
        #expect(try deploy.test.store.untracked().isEmpty)
        try retryDeletions(deploy)
        #expect(try deploy.servers == 1)
    }

    @Test func `an intent whose response was lost tracks its server`() throws {
        let deploy = try SimulatedDeploy(injecting: "lost-answer:call=POST /servers,times=1")
        deploy.whileWaiting = { _ in throw Killed() }
        #expect(throws: Killed.self) { try deploy.run() }
        #expect(try deploy.servers == 1)
        deploy.pass(.seconds(700))
        #expect(try deploy.sweep().untracked.isEmpty)
    }

    @Test func `a server that was recorded as gone and still exists is untracked`() throws {
        let deploy = try SimulatedDeploy()
        try deploy.standUp()
        let line = try #require(try deploy.test.store.servers().first)
        try deploy.test.store.recordGone(line)
        deploy.pass(.seconds(601))
        #expect(try deploy.sweep().untracked.map(\.hetznerID) == [line.hetznerID])
    }

    @Test func `corrects drifted firewall rules`() throws {
        let deploy = try SimulatedDeploy()
        try deploy.standUp()
        #expect(try !deploy.sweep().isFirewallDrifted)
        deploy.settings.controlPlaneAddresses = ["192.0.2.8/32"]
        #expect(try deploy.sweep(.report).isFirewallDrifted)
        #expect(try deploy.sweep().isFirewallDrifted)
        #expect(try !deploy.sweep().isFirewallDrifted)
    }

    @Test func `tells the customer of a missing server, who can deploy again`() throws {
        let deploy = try SimulatedDeploy()
        try deploy.standUp()
        let line = try #require(try deploy.test.store.servers().first)
        try deploy.hetzner.delete("servers/\(try #require(line.hetznerID))")
        deploy.pass(.seconds(60))
        #expect(try deploy.sweep(.report).missing.map(\.id) == [line.id])
        #expect(try deploy.sweep().missing.map(\.id) == [line.id])
        #expect(try deploy.sweep().missing.isEmpty)
        let subscription = try #require(try deploy.test.store.subscription(of: deploy.user))
        #expect(subscription.provisioningStatus == .failed && !subscription.isServerProvisioned)
        #expect(subscription.provisioningError == FailureCode.serverMissing.sentence)
        #expect(try deploy.test.store.pendingDeletions().map(\.kind) == [.sshKey])
        #expect(try deploy.test.store.deployRefusal(of: deploy.user) == nil)
        try retryDeletions(deploy)
        #expect(try deploy.sshKeys == 0)
    }

    @Test func `ignores the server of a running job`() throws {
        let deploy = try SimulatedDeploy()
        deploy.whileWaiting = { if try $0.current.step == .awaitSetUp { throw Killed() } }
        #expect(throws: Killed.self) { try deploy.run() }
        deploy.pass(.seconds(60))
        let line = try #require(try deploy.test.store.servers().first)
        try deploy.hetzner.delete("servers/\(try #require(line.hetznerID))")
        deploy.pass(.seconds(60))
        #expect(try deploy.sweep().missing.isEmpty)
    }

    @Test func `refuses to believe that many servers are gone, until a person accepts the list`() throws {
        let deploy = try SimulatedDeploy()
        try deploy.standUp()
        try deploy.test.withRawDatabase { database in
            for id in 1...4 {
                try database.execute(
                    """
                    INSERT INTO resources
                        (project, kind, name, user_id, job_id, state, hetzner_id, created_at, updated_at)
                    SELECT project, kind, name || \(Int64(id)), user_id, job_id, state, \(Int64(id)), created_at, updated_at
                    FROM resources WHERE kind = 'server' AND hetzner_id > 4
                    """)
            }
        }
        let stop = #expect(throws: RoundLimit.Exceeded.self) { try deploy.sweep() }
        #expect(stop?.items.count == 4)
        #expect(try deploy.test.store.servers().count == 5)
        try deploy.test.store.accept(try #require(stop?.list))
        #expect(try deploy.sweep().missing.count == 4)
        #expect(try deploy.test.store.servers().count < 5)
    }

    private func retryDeletions(_ deploy: SimulatedDeploy) throws {
        for _ in 0..<3 {
            _ = try deploy.maintain()
            deploy.pass(.seconds(60))
        }
    }

    private static let publicKey =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIDSG8YuYhCVN2LhZ12kmALhBy0bjiCLpYJ7Nv2VpJFy"
}
