import Crypto
import Dispatch
import ProductSupport
import SQLite
import Store
import Testing
import Time

/// What the billing service's events come to, in whatever order and how often they come.
struct BillingTests {
    private let test: TestStore
    private let user: User.ID
    private let terms = BillingTerms(gracePeriod: .seconds(3 * 86_400), deprovisionDeadline: .seconds(900))

    init() throws {
        test = try TestStore()
        user = try test.store.addUser(email: "ada@example.org", name: "Ada", password: .dummy)
    }

    private var start: Instant { Instant(milliseconds: 1_800_000_000_000) }

    private var subscription: Subscription {
        get throws { try #require(try test.store.subscription(of: user)) }
    }

    /// Delivers an event that happened that many seconds after the start.
    @discardableResult
    private func tell(
        _ status: BillingEvent.Status, at seconds: Int, of id: String = "sub_1",
        customer: BillingCustomer? = nil, delivery: String? = nil
    ) throws -> BillingReceipt {
        let event = BillingEvent(
            type: "subscription.test", at: start + .seconds(seconds), subscriptionID: id,
            customer: customer ?? BillingCustomer(userID: user, id: "cus_1", email: nil), status: status)
        return try test.store.receive(event, delivery: delivery ?? RowID<Job>.random().text, terms: terms)
    }

    private func audit() throws -> [String] {
        var lines: [String] = []
        try test.withRawDatabase { database in
            lines = try database.rows("SELECT * FROM audit_log ORDER BY id") { row throws(SQLiteError) in
                "\(try row.text("actor")) \(try row.text("action"))"
            }
        }
        return lines
    }

    /// A customer with a server.
    private func provision() throws {
        try tell(.active(until: nil), at: 0)
        try test.store.setTelegramBot(token: Secret("1:t"), ownerTelegramUserID: 1, of: user)
        try test.store.setClaudeCredentials(Secret("{}"), expiresAt: nil, of: user)
        try finish(deploy())
    }

    private func deploy() throws -> Lease {
        guard
            case .started(let job) = try test.store.startDeploy(
                of: user, deadline: .seconds(900), by: .customer),
            let lease = try test.store.takeLease(of: job, owner: "test", duration: .seconds(120))
        else { throw UnexpectedState() }
        return lease
    }

    private func finish(_ lease: Lease) throws {
        guard case .new(let line) = try test.store.intend(.server, name: "a", project: "p", under: lease)
        else { throw UnexpectedState() }
        let server = CreatedServer(
            hetznerID: 7, name: "a", ipAddress: "192.0.2.7", serverType: "cx23", location: "nbg1")
        try test.store.recordCreated(server, resource: line.id, under: lease)
        try test.store.advance(from: .prepare, to: .finish, under: lease)
        try test.store.endDeployReady(under: lease)
    }

    @Test func `a subscription that is active is so until its period ends, and is learned`() throws {
        let end = start + .seconds(1000)
        #expect(try tell(.active(until: end), at: 0) == .applied(to: user, deprovision: nil))
        #expect(try subscription.status == .active)
        #expect(try subscription.currentPeriodEndsAt == end)
        #expect(try subscription.externalSubscriptionID == "sub_1")
        #expect(try audit() == ["system subscription.activated"])
    }

    @Test func `an event that tells nothing new leaves no trace`() throws {
        for second in 0..<3 { try tell(.active(until: nil), at: second) }
        #expect(try audit().count == 1)
    }

    @Test func `a delivery counts once, though another process has it too`() throws {
        try tell(.active(until: nil), at: 0, delivery: "a")
        try tell(.ending(paidUntil: nil), at: 1, delivery: "b")
        #expect(try tell(.active(until: nil), at: 2, delivery: "a") == .repeated)
        #expect(try subscription.status == .gracePeriod)
    }

    @Test func `a cancellation gives the grace period, and never less than what is paid for`() throws {
        try tell(.active(until: nil), at: 0)
        try tell(.ending(paidUntil: start + .seconds(60)), at: 1)
        #expect(try subscription.gracePeriodEndsAt == test.store.now + terms.gracePeriod)
        try tell(.active(until: nil), at: 2)
        #expect(try subscription.gracePeriodEndsAt == nil)
        let paidUntil = test.store.now + .seconds(20 * 86_400)
        try tell(.ending(paidUntil: paidUntil), at: 3)
        #expect(try subscription.gracePeriodEndsAt == paidUntil)
    }

    @Test func `a cancellation that is told again does not prolong the grace period`() throws {
        try tell(.active(until: nil), at: 0)
        try tell(.ending(paidUntil: nil), at: 1)
        let end = try subscription.gracePeriodEndsAt
        test.advance(.seconds(86_400))
        try tell(.ending(paidUntil: nil), at: 86_401)
        #expect(try subscription.gracePeriodEndsAt == end)
    }

    @Test func `an event that comes late resurrects nothing`() throws {
        try tell(.ended, at: 10)
        #expect(try tell(.active(until: nil), at: 5) == .outdated)
        #expect(try subscription.status == .none)
        try tell(.active(until: nil), at: 20)
        try tell(.ended, at: 30)
        for late in [BillingEvent.Status.active(until: nil), .ending(paidUntil: nil)] {
            #expect(try tell(late, at: 29) == .outdated)
            // At the same moment the end wins.
            #expect(try tell(late, at: 30) == .outdated)
        }
        #expect(try subscription.status == .ended)
    }

    @Test func `the same end told twice stays an end`() throws {
        try tell(.active(until: nil), at: 0)
        try tell(.ended, at: 1)
        try tell(.ending(paidUntil: start + .seconds(86_400)), at: 2)
        #expect(try subscription.status == .ended)
        #expect(try subscription.gracePeriodEndsAt == nil)
    }

    @Test func `a subscription that never was active ends nothing`() throws {
        try tell(.ending(paidUntil: nil), at: 1)
        #expect(try subscription.status == .none)
    }

    @Test func `revoked takes the server at once`() throws {
        try provision()
        guard case .applied(_, let job?) = try tell(.ended, at: 1) else { throw UnexpectedState() }
        #expect(try test.store.job(job)?.kind == .deprovision)
        #expect(try subscription.status == .ended)
        #expect(try tell(.ended, at: 2) == .applied(to: user, deprovision: nil))
    }

    /// A customer whose deploy is at work; nothing is left of an earlier one.
    private func deploying() throws -> Lease {
        try provision()
        guard case .applied(_, let first?) = try tell(.ended, at: 1) else { throw UnexpectedState() }
        let deletion = try #require(
            try test.store.takeLease(of: first, owner: "test", duration: .seconds(60)))
        try test.store.releaseServer(under: deletion, project: "p")
        for line in try test.store.openResources(of: user) { try test.store.recordGone(line) }
        try test.store.endDeprovision(under: deletion)
        try tell(.active(until: nil), at: 2)
        return try deploy()
    }

    @Test func `revoked while a deploy runs stops it`() throws {
        let lease = try deploying()
        #expect(try tell(.ended, at: 3) == .stopping(lease.job, of: user))
        #expect(try tell(.ended, at: 4) == .applied(to: user, deprovision: nil))
        #expect(throws: StoreError.cancelRequested) { try finish(lease) }
        #expect(try subscription.status == .ended)
    }

    @Test func `a server that a deploy left to a customer without a subscription is removed`() throws {
        let lease = try deploying()
        try test.store.endSubscription(of: user, by: .operator)
        #expect(try test.store.removeUnpaidServers(deadline: .seconds(900)) == [])
        try finish(lease)
        let jobs = try test.store.removeUnpaidServers(deadline: .seconds(900))
        #expect(jobs.count == 1)
        #expect(try test.store.job(jobs[0])?.kind == .deprovision)
        #expect(try test.store.removeUnpaidServers(deadline: .seconds(900)) == [])
    }

    @Test func `a period that ended long ago is no end: billing says when it is over`() throws {
        try provision()
        try tell(.active(until: start), at: 1)
        test.advance(.seconds(400 * 86_400))
        #expect(try test.store.endGracePeriods(deadline: .seconds(900)) == [])
        #expect(try test.store.removeUnpaidServers(deadline: .seconds(900)) == [])
        #expect(try subscription.status == .active)
    }

    @Test func `of a renewal and the end of the grace period the first one decides`() throws {
        try provision()
        try tell(.ending(paidUntil: nil), at: 1)
        test.advance(terms.gracePeriod)
        let other = try test.another()
        // Renewed just before maintenance looks: the server stays.
        try tell(.active(until: nil), at: 2)
        #expect(try other.endGracePeriods(deadline: .seconds(900)) == [])
        #expect(try subscription.isServerProvisioned)
        // Renewed just after: the server is on its way out, and the customer can deploy another.
        try tell(.ending(paidUntil: nil), at: 3)
        test.advance(terms.gracePeriod)
        let jobs = try other.endGracePeriods(deadline: .seconds(900))
        try tell(.active(until: nil), at: 4)
        #expect(jobs.count == 1)
        #expect(try subscription.status == .active)
        #expect(try test.store.latestJob(of: user)?.id == jobs[0])
    }

    @Test func `a renewal and the end of the grace period at the same moment never leave half of each`()
        throws
    {
        try provision()
        var (kept, removed) = (0, 0)
        for round in 1...20 {
            try tell(.ending(paidUntil: nil), at: 10 * round)
            test.advance(terms.gracePeriod)
            // Each is one thread's.
            nonisolated(unsafe) let stores = [try test.another(), try test.another()]
            let terms = terms
            let renewal = BillingEvent(
                type: "subscription.active", at: start + .seconds(10 * round + 1), subscriptionID: "sub_1",
                customer: BillingCustomer(userID: user, id: nil, email: nil), status: .active(until: nil))
            DispatchQueue.concurrentPerform(iterations: 2) { index in
                #expect(throws: Never.self) {
                    if index == 0 {
                        _ = try stores[0].receive(renewal, delivery: "renewal \(round)", terms: terms)
                    } else {
                        _ = try stores[1].endGracePeriods(deadline: .seconds(900))
                    }
                }
            }
            // Paid in any case; with the server, or with its deletion under way and a new deploy allowed after it.
            #expect(try subscription.status == .active)
            let job = try #require(try test.store.latestJob(of: user))
            guard job.kind == .deprovision, job.outcome == nil else {
                #expect(try subscription.isServerProvisioned)
                kept += 1
                continue
            }
            removed += 1
            let lease = try #require(
                try test.store.takeLease(of: job.id, owner: "test", duration: .seconds(60)))
            try test.store.releaseServer(under: lease, project: "p")
            for line in try test.store.openResources(of: user) { try test.store.recordGone(line) }
            try test.store.endDeprovision(under: lease)
            try finish(deploy())
        }
        #expect(kept + removed == 20)
    }

    @Test func `a second subscription takes over, and the end of the first ends nothing`() throws {
        try provision()
        try tell(.active(until: nil), at: 1, of: "sub_2")
        #expect(try tell(.ended, at: 2, of: "sub_1") == .beside(user))
        #expect(try subscription.status == .active)
        #expect(try tell(.ended, at: 3, of: "sub_2") != .beside(user))
        #expect(try subscription.status == .ended)
    }

    @Test func `when the second ends, the first that is still paid for carries on`() throws {
        let end = start + .seconds(86_400)
        try tell(.active(until: end), at: 0)
        try tell(.active(until: nil), at: 1, of: "sub_2")
        #expect(try tell(.ended, at: 2, of: "sub_2") == .beside(user))
        #expect(try subscription.status == .active)
        #expect(try subscription.externalSubscriptionID == "sub_1")
        #expect(try subscription.currentPeriodEndsAt == end)
    }

    @Test func `a customer is found by our id, by the service's, then by the address`() throws {
        let unknown = BillingCustomer(userID: nil, id: nil, email: nil)
        let byAddress = BillingCustomer(userID: nil, id: "cus_9", email: "ADA@example.org")
        #expect(try tell(.active(until: nil), at: 0, of: "x", customer: unknown) == .unclaimed)
        #expect(
            try tell(.active(until: nil), at: 1, customer: byAddress) == .applied(to: user, deprovision: nil))
        // Learned, so the address may change.
        let moved = BillingCustomer(userID: nil, id: "cus_9", email: "ada@elsewhere.example")
        let second = try tell(.active(until: start), at: 2, of: "sub_2", customer: moved)
        #expect(second == .applied(to: user, deprovision: nil))
        let third = try tell(.active(until: nil), at: 3, of: "sub_2", customer: unknown)
        #expect(third == .applied(to: user, deprovision: nil))
        let other = try test.store.addUser(email: "bea@example.org", name: "Bea", password: .dummy)
        let named = BillingCustomer(userID: other, id: nil, email: "ada@example.org")
        #expect(
            try tell(.active(until: nil), at: 4, of: "sub_3", customer: named)
                == .applied(to: other, deprovision: nil))
    }

    @Test func `who paid before signing up has what they paid for`() throws {
        let early = BillingCustomer(userID: nil, id: "cus_7", email: "Eve@Example.org")
        #expect(try tell(.active(until: start), at: 0, of: "sub_7", customer: early) == .unclaimed)
        let eve = try test.store.addUser(email: "eve@example.org", name: "Eve", password: .dummy)
        #expect(try test.store.subscription(of: eve)?.status == .active)
        #expect(try test.store.subscription(of: eve)?.currentPeriodEndsAt == start)
        #expect(try tell(.ended, at: 1, of: "sub_7", customer: early) == .applied(to: eve, deprovision: nil))
    }

    @Test func `who had paid and was revoked before signing up has nothing`() throws {
        let early = BillingCustomer(userID: nil, id: "cus_7", email: "eve@example.org")
        try tell(.active(until: start), at: 0, of: "sub_7", customer: early)
        try tell(.ended, at: 1, of: "sub_7", customer: early)
        let eve = try test.store.addUser(email: "eve@example.org", name: "Eve", password: .dummy)
        #expect(try test.store.subscription(of: eve)?.status == Subscription.Status.none)
    }

    @Test func `a delivery whose effect fails is not taken as handled`() throws {
        try test.withRawDatabase { database in
            try database.execute(
                "CREATE TRIGGER full BEFORE UPDATE ON subscriptions BEGIN SELECT raise(ABORT, 'full'); END")
        }
        #expect(throws: StoreError.self) { try tell(.active(until: nil), at: 0, delivery: "a") }
        try test.withRawDatabase { try $0.execute("DROP TRIGGER full") }
        #expect(try tell(.active(until: nil), at: 0, delivery: "a") == .applied(to: user, deprovision: nil))
    }

    @Test func `deliveries are forgotten after three months`() throws {
        try tell(.active(until: nil), at: 0, delivery: "a")
        test.advance(.seconds(89 * 86_400))
        try test.store.clearOut()
        #expect(try tell(.active(until: nil), at: 0, delivery: "a") == .repeated)
        test.advance(.seconds(2 * 86_400))
        try test.store.clearOut()
        // The order of events still holds.
        try tell(.ended, at: 1)
        #expect(try tell(.active(until: nil), at: 0, delivery: "a") == .outdated)
    }
}
