import Crypto
import HTTP
import SeededRandom
import Time

/// The billing service: who has paid in truth, and the deliveries that say so, which may be lost, repeated and late.
final class BillingService {
    /// The key with which its deliveries are signed.
    static let key = Secret("whsec_" + Base64.standard.encode([UInt8](repeating: 7, count: 32)))
    /// The service's pauses before it repeats a delivery that was not accepted; after the last it gives up.
    private static let retryPauses: [Duration] = [
        .seconds(5), .seconds(60), .seconds(600), .seconds(3_600), .seconds(6 * 3_600), .seconds(24 * 3_600),
    ]

    final class Subscription {
        enum Status {
            case active
            case ending(at: Instant)
            case revoked(at: Instant)
        }

        let id: String
        let customer: Customer
        let paidUntil: Instant
        var status = Status.active
        /// True once the site has accepted a delivery that says that it is paid: before, nobody there could know.
        var isKnown = false
        /// The time at which the site learned of the revocation.
        var revocationKnownAt: Instant?

        init(_ id: String, _ customer: Customer, paidUntil: Instant) {
            self.id = id
            self.customer = customer
            self.paidUntil = paidUntil
        }
    }

    private let simulation: Simulation
    private(set) var subscriptions: [Subscription] = []
    private var deliveries = 0

    init(_ simulation: Simulation) {
        self.simulation = simulation
    }

    // MARK: The truth

    func isPaid(_ customer: Customer) -> Bool {
        subscriptions.contains { subscription in
            guard subscription.customer === customer, subscription.isKnown else { return false }
            switch subscription.status {
            case .active: return true
            case .ending(let end): return simulation.now < end
            case .revoked: return false
            }
        }
    }

    /// The end of what a customer paid for.
    struct End {
        let at: Instant
        let isRevoked: Bool
        /// The time at which the site learned of a revocation; now for one that it hasn't heard of.
        let knownAt: Instant
    }

    /// The customer's last end; nil when they never paid.
    func end(of customer: Customer) -> End? {
        subscriptions.filter { $0.customer === customer }.compactMap { subscription -> End? in
            switch subscription.status {
            case .active: nil
            case .ending(let end): End(at: end, isRevoked: false, knownAt: end)
            case .revoked(let at):
                End(at: at, isRevoked: true, knownAt: subscription.revocationKnownAt ?? simulation.now)
            }
        }.max { $0.at < $1.at }
    }

    /// The customer's subscription that is not revoked, if there is one.
    func current(of customer: Customer) -> Subscription? {
        subscriptions.last { subscription in
            if case .revoked = subscription.status { return false }
            return subscription.customer === customer
        }
    }

    // MARK: What customers do

    func pay(_ customer: Customer) {
        guard current(of: customer) == nil else { return uncancel(customer) }
        let subscription = Subscription(
            "sub-\(customer.name)-\(subscriptions.count + 1)", customer,
            paidUntil: simulation.now + .seconds(30 * 86_400))
        subscriptions.append(subscription)
        customer.endedByOperatorAt = nil
        send("subscription.active", subscription)
    }

    func uncancel(_ customer: Customer) {
        guard let subscription = current(of: customer), case .ending = subscription.status else { return }
        subscription.status = .active
        customer.endedByOperatorAt = nil
        send("subscription.uncanceled", subscription)
    }

    /// Ends the subscription at a time not far away; then the service revokes it.
    func cancel(_ customer: Customer, in time: Duration) {
        guard let subscription = current(of: customer), case .active = subscription.status else { return }
        let end = simulation.now + time
        subscription.status = .ending(at: end)
        send("subscription.canceled", subscription)
        simulation.scheduler.at(end) { [self] in
            if case .ending(end) = subscription.status { revoke(subscription) }
        }
    }

    func revoke(_ customer: Customer) {
        if let subscription = current(of: customer) { revoke(subscription) }
    }

    private func revoke(_ subscription: Subscription) {
        subscription.status = .revoked(at: simulation.now)
        send("subscription.revoked", subscription)
    }

    // MARK: Deliveries

    private func send(_ type: String, _ subscription: Subscription) {
        deliveries += 1
        overrule(subscription.customer)
        let name = Scope("delivery \(subscription.id) \(deliveries)").next(.delivery)
        let body = Array(payload(type, subscription).utf8)
        let swarm = simulation.swarm
        let fate = simulation.decisions.choose(name, share: swarm.deliveryFaults) { random in
            var fates: [String] = []
            if swarm.allows(.deliveryLost) { fates.append("lost") }
            if swarm.allows(.deliveryRepeated) { fates.append("repeated") }
            if swarm.allows(.deliveryLate) {
                fates.append("late \(Int64.random(in: 1_000...180_000_000, using: &random))")
            }
            return fates.isEmpty ? nil : random.pick(fates)
        }
        var start = Duration.milliseconds(200)
        switch fate?.split(separator: " ").first {
        case "lost":
            simulation.coverage.count(.deliveryLost)
            // The first attempt never arrives; the service tries again.
            start = Self.retryPauses[2]
        case "repeated":
            simulation.coverage.count(.deliveryRepeated)
            attempt(0, name.text, type, body, subscription, after: .seconds(40))
        case "late":
            simulation.coverage.count(.deliveryLate)
            start = .milliseconds(fate?.split(separator: " ").last.flatMap { Int64($0) } ?? 0)
        default: break
        }
        attempt(0, name.text, type, body, subscription, after: start)
    }

    /// The service says something about a customer whom the operator may have granted access: that grant stays, except in
    /// runs without this fault, in which the last word counts.
    private func overrule(_ customer: Customer) {
        guard customer.isGranted else { return }
        if simulation.swarm.allows(.billingOverGrant) {
            simulation.coverage.count(.billingOverGrant)
        } else {
            customer.isGranted = false
        }
    }

    private func attempt(
        _ number: Int, _ name: String, _ type: String, _ body: [UInt8], _ subscription: Subscription,
        after pause: Duration
    ) {
        simulation.scheduler.after(pause) { [self] in
            let request = signed(name, body)
            simulation.main.request("\(name) attempt \(number)", request) { [self] reply in
                let isAccepted = reply.map { (200..<300).contains($0.status) } ?? false
                simulation.log(name, "\(type) answered \(reply.map { "\($0.status)" } ?? "nothing")")
                if isAccepted {
                    overrule(subscription.customer)
                    if type == "subscription.revoked" { subscription.revocationKnownAt = simulation.now }
                    if type == "subscription.active" || type == "subscription.uncanceled" {
                        subscription.isKnown = true
                    }
                } else if number < Self.retryPauses.count {
                    attempt(number + 1, name, type, body, subscription, after: Self.retryPauses[number])
                }
            }
        }
    }

    private func signed(_ name: String, _ body: [UInt8]) -> Request {
        let id = String(StableHash.of(name), radix: 16)
        let timestamp = String(simulation.now.milliseconds / 1000)
        let signature =
            simulation.billingKeys.first?.signature(id: id, timestamp: timestamp, body: body) ?? []
        return Request(
            method: .post, path: "/api/billing/webhook",
            headers: Headers([
                ("Content-Type", "application/json"), ("webhook-id", id), ("webhook-timestamp", timestamp),
                ("webhook-signature", "v1,\(Base64.standard.encode(signature))"),
            ]), body: body)
    }

    private func payload(_ type: String, _ subscription: Subscription) -> String {
        var data = #""id":"\#(subscription.id)","product_id":"rachel""#
        data +=
            #","customer":{"id":"cus-\#(subscription.customer.name)","email":"\#(subscription.customer.email)"}"#
        switch subscription.status {
        case .active:
            data += #","status":"active","cancel_at_period_end":false"#
            data += #","current_period_end":"\#(subscription.paidUntil.rfc3339)""#
        case .ending(let end):
            data += #","status":"active","cancel_at_period_end":true"#
            data += #","current_period_end":"\#(end.rfc3339)","ends_at":"\#(end.rfc3339)""#
        case .revoked: data += #","status":"canceled""#
        }
        return #"{"type":"\#(type)","timestamp":"\#(simulation.now.rfc3339)","data":{\#(data)}}"#
    }
}
