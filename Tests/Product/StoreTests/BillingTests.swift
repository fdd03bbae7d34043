import Crypto
import ProductSupport
import SQLite
import Store
import Testing
import Time

/// The effects of the billing service's events, in whatever order and however often they arrive.
struct BillingTests {
    let test: TestStore
    let user: User.ID
    let terms = BillingTerms(gracePeriod: .seconds(3 * 86_400), deprovisionDeadline: .seconds(900))

    init() throws {
        test = try TestStore()
        user = try test.store.addUser(email: "ada@example.org", name: "Ada", password: .dummy)
    }

    var start: Instant { Instant(milliseconds: 1_800_000_000_000) }

    var subscription: Subscription {
        get throws { try #require(try test.store.subscription(of: user)) }
    }

    /// Delivers an event that happened that many seconds after the start.
    @discardableResult
    func deliver(
        _ status: BillingEvent.Status, at seconds: Int, of id: String = "sub_1",
        customer: BillingCustomer? = nil, delivery: String? = nil
    ) throws -> BillingReceipt {
        let event = BillingEvent(
            type: "subscription.test", at: start + .seconds(seconds), subscriptionID: id,
            customer: customer ?? BillingCustomer(userID: user, id: "cus_1", email: nil), status: status)
        return try test.store.receive(event, delivery: delivery ?? RowID<Job>.random().text, terms: terms)
    }

    func audit() throws -> [String] {
        var lines: [String] = []
        try test.withRawDatabase { database in
            lines = try database.rows("SELECT * FROM audit_log ORDER BY id") { row throws(SQLiteError) in
                "\(try row.text("actor")) \(try row.text("action"))"
            }
        }
        return lines
    }

    /// A customer with a server.
    func provision() throws {
        try deliver(.active(until: nil), at: 0)
        try test.store.setTelegramBot(token: Secret("1:t"), ownerTelegramUserID: 1, of: user)
        try test.store.setClaudeCredentials(Secret("{}"), expiresAt: nil, of: user)
        try finish(deploy())
    }

    func deploy() throws -> Lease {
        guard
            case .started(let job) = try test.store.startDeploy(
                of: user, deadline: .seconds(900), by: .customer),
            let lease = try test.store.takeLease(of: job, owner: "test", duration: .seconds(120))
        else { throw UnexpectedState() }
        return lease
    }

    func finish(_ lease: Lease) throws {
        guard case .new(let line) = try test.store.intend(.server, name: "a", project: "p", under: lease)
        else { throw UnexpectedState() }
        let server = CreatedServer(
            hetznerID: 7, name: "a", ipAddress: "192.0.2.7", serverType: "cx23", location: "nbg1")
        try test.store.recordCreated(server, resource: line.id, under: lease)
        try test.store.advance(from: .prepare, to: .finish, under: lease)
        try test.store.endDeployReady(under: lease)
    }

    @Test func `an active subscription is recorded with its id and the end of its period`() throws {
        let end = start + .seconds(1000)
        #expect(try deliver(.active(until: end), at: 0) == .applied(to: user, deprovision: nil))
        #expect(try subscription.status == .active)
        #expect(try subscription.currentPeriodEndsAt == end)
        #expect(try subscription.externalSubscriptionID == "sub_1")
        #expect(try audit() == ["system subscription.activated"])
    }

    @Test func `an event without news is not audited`() throws {
        for second in 0..<3 { try deliver(.active(until: nil), at: second) }
        #expect(try audit().count == 1)
    }

    @Test func `a delivery is handled once`() throws {
        try deliver(.active(until: nil), at: 0, delivery: "a")
        try deliver(.ending(paidUntil: nil), at: 1, delivery: "b")
        #expect(try deliver(.active(until: nil), at: 2, delivery: "a") == .repeated)
        #expect(try subscription.status == .gracePeriod)
    }

    @Test func `a cancellation starts the grace period, which never ends before what is paid for`() throws {
        try deliver(.active(until: nil), at: 0)
        try deliver(.ending(paidUntil: start + .seconds(60)), at: 1)
        #expect(try subscription.gracePeriodEndsAt == test.store.now + terms.gracePeriod)
        try deliver(.active(until: nil), at: 2)
        #expect(try subscription.gracePeriodEndsAt == nil)
        let paidUntil = test.store.now + .seconds(20 * 86_400)
        try deliver(.ending(paidUntil: paidUntil), at: 3)
        #expect(try subscription.gracePeriodEndsAt == paidUntil)
    }

    @Test func `a repeated cancellation does not prolong the grace period`() throws {
        try deliver(.active(until: nil), at: 0)
        try deliver(.ending(paidUntil: nil), at: 1)
        let end = try subscription.gracePeriodEndsAt
        test.advance(.seconds(86_400))
        try deliver(.ending(paidUntil: nil), at: 86_401)
        #expect(try subscription.gracePeriodEndsAt == end)
    }

    @Test func `a late event changes nothing`() throws {
        try deliver(.ended, at: 10)
        #expect(try deliver(.active(until: nil), at: 5) == .outdated)
        #expect(try subscription.status == .none)
        try deliver(.active(until: nil), at: 20)
        try deliver(.ended, at: 30)
        for late in [BillingEvent.Status.active(until: nil), .ending(paidUntil: nil)] {
            #expect(try deliver(late, at: 29) == .outdated)
            // At the same moment the end wins.
            #expect(try deliver(late, at: 30) == .outdated)
        }
        #expect(try subscription.status == .ended)
    }

    @Test func `an ended subscription stays ended when another end arrives`() throws {
        try deliver(.active(until: nil), at: 0)
        try deliver(.ended, at: 1)
        try deliver(.ending(paidUntil: start + .seconds(86_400)), at: 2)
        #expect(try subscription.status == .ended)
        #expect(try subscription.gracePeriodEndsAt == nil)
    }

    @Test func `the end of a subscription that never was active changes nothing`() throws {
        try deliver(.ending(paidUntil: nil), at: 1)
        #expect(try subscription.status == .none)
    }

    @Test func `a second subscription takes over, and the end of the first ends nothing`() throws {
        try provision()
        try deliver(.active(until: nil), at: 1, of: "sub_2")
        #expect(try deliver(.ended, at: 2, of: "sub_1") == .beside(user))
        #expect(try subscription.status == .active)
        #expect(try deliver(.ended, at: 3, of: "sub_2") != .beside(user))
        #expect(try subscription.status == .ended)
    }

    @Test func `when the second ends, the first that is still paid for carries on`() throws {
        let end = start + .seconds(86_400)
        try deliver(.active(until: end), at: 0)
        try deliver(.active(until: nil), at: 1, of: "sub_2")
        #expect(try deliver(.ended, at: 2, of: "sub_2") == .beside(user))
        #expect(try subscription.status == .active)
        #expect(try subscription.externalSubscriptionID == "sub_1")
        #expect(try subscription.currentPeriodEndsAt == end)
    }

    @Test func `a customer is found by our id, by the service's, then by the address`() throws {
        let unknown = BillingCustomer(userID: nil, id: nil, email: nil)
        let byAddress = BillingCustomer(userID: nil, id: "cus_9", email: "ADA@example.org")
        #expect(try deliver(.active(until: nil), at: 0, of: "x", customer: unknown) == .unclaimed)
        #expect(
            try deliver(.active(until: nil), at: 1, customer: byAddress)
                == .applied(to: user, deprovision: nil))
        // Learned, so the address may change.
        let moved = BillingCustomer(userID: nil, id: "cus_9", email: "ada@elsewhere.example")
        let second = try deliver(.active(until: start), at: 2, of: "sub_2", customer: moved)
        #expect(second == .applied(to: user, deprovision: nil))
        let third = try deliver(.active(until: nil), at: 3, of: "sub_2", customer: unknown)
        #expect(third == .applied(to: user, deprovision: nil))
        let other = try test.store.addUser(email: "bea@example.org", name: "Bea", password: .dummy)
        let named = BillingCustomer(userID: other, id: nil, email: "ada@example.org")
        #expect(
            try deliver(.active(until: nil), at: 4, of: "sub_3", customer: named)
                == .applied(to: other, deprovision: nil))
    }

    @Test func `a customer who paid before signing up has an active subscription`() throws {
        let early = BillingCustomer(userID: nil, id: "cus_7", email: "Eve@Example.org")
        #expect(try deliver(.active(until: start), at: 0, of: "sub_7", customer: early) == .unclaimed)
        let eve = try test.store.addUser(email: "eve@example.org", name: "Eve", password: .dummy)
        #expect(try test.store.subscription(of: eve)?.status == .active)
        #expect(try test.store.subscription(of: eve)?.currentPeriodEndsAt == start)
        #expect(
            try deliver(.ended, at: 1, of: "sub_7", customer: early) == .applied(to: eve, deprovision: nil))
    }

    @Test func `a customer whose subscription was revoked before signing up has none`() throws {
        let early = BillingCustomer(userID: nil, id: "cus_7", email: "eve@example.org")
        try deliver(.active(until: start), at: 0, of: "sub_7", customer: early)
        try deliver(.ended, at: 1, of: "sub_7", customer: early)
        let eve = try test.store.addUser(email: "eve@example.org", name: "Eve", password: .dummy)
        #expect(try test.store.subscription(of: eve)?.status == Subscription.Status.none)
    }

    @Test func `a delivery whose effect fails is handled when it is repeated`() throws {
        try test.withRawDatabase { database in
            try database.execute(
                "CREATE TRIGGER full BEFORE UPDATE ON subscriptions BEGIN SELECT raise(ABORT, 'full'); END")
        }
        #expect(throws: StoreError.self) { try deliver(.active(until: nil), at: 0, delivery: "a") }
        try test.withRawDatabase { try $0.execute("DROP TRIGGER full") }
        #expect(
            try deliver(.active(until: nil), at: 0, delivery: "a") == .applied(to: user, deprovision: nil))
    }

    @Test func `deliveries are forgotten after three months`() throws {
        try deliver(.active(until: nil), at: 0, delivery: "a")
        test.advance(.seconds(89 * 86_400))
        try test.store.clearOut()
        #expect(try deliver(.active(until: nil), at: 0, delivery: "a") == .repeated)
        test.advance(.seconds(2 * 86_400))
        try test.store.clearOut()
        // The order of events still holds.
        try deliver(.ended, at: 1)
        #expect(try deliver(.active(until: nil), at: 0, delivery: "a") == .outdated)
    }
}
