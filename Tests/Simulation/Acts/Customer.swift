import Time

/// A customer, and what they are entitled to in truth.
final class Customer {
    let name: String
    let email: String
    /// Nil before sign-up.
    var userID: String?
    var session: (token: String, csrf: String)?
    var isOnboarded = false
    /// The operator's grant, and the time from which the operator has ended it.
    var isGranted = false {
        didSet { if isGranted { wasGranted = true } }
    }
    private(set) var wasGranted = false
    var endedByOperatorAt: Instant?
    /// The servers that they, or the operator for them, wanted deleted.
    var mayGo: Set<Int64> = []

    init(_ index: Int) {
        name = "c\(index)"
        email = "c\(index)@example.org"
    }
}

/// All customers, as the rules see them.
final class Customers {
    static let gracePeriod = Duration.seconds(3 * 86_400)

    let all: [Customer]
    private let billing: BillingService
    private let now: () -> Instant
    private var ready: Set<Int64> = []

    init(count: Int, _ billing: BillingService, now: @escaping () -> Instant) {
        all = (1...max(count, 1)).map(Customer.init)
        self.billing = billing
        self.now = now
    }

    func customer(ofUser id: String) -> Customer? {
        all.first { $0.userID == id }
    }

    /// The short name of a user; the id for an unknown one.
    func name(of user: String) -> String {
        customer(ofUser: user)?.name ?? "nobody"
    }

    func becameReady(server: Int64, of user: String) {
        ready.insert(server)
    }

    /// Whoever may lose a server when its deletion begins has lost it, even if they pay a moment later.
    func beganDeletion(of server: Int64, of user: String) {
        if mayLose(server: server, of: user) { customer(ofUser: user)?.mayGo.insert(server) }
    }

    func wasReady(server: Int64) -> Bool {
        ready.contains(server)
    }

    /// True when the server may be deleted: somebody wanted it, or access has ended and the grace period is over.
    func mayLose(server: Int64, of user: String) -> Bool {
        guard let customer = customer(ofUser: user) else { return false }
        return customer.mayGo.contains(server) || !hasAccess(customer)
    }

    /// True while the customer has paid, is granted access, or is in the grace period.
    func hasAccess(_ customer: Customer) -> Bool {
        let end = billing.end(of: customer)
        if let ended = customer.endedByOperatorAt {
            let isRevokedSince = end.map { $0.isRevoked && $0.knownAt >= ended } ?? false
            return !isRevokedSince && now() < ended + Self.gracePeriod
        }
        if customer.isGranted || billing.isPaid(customer) { return true }
        guard let end else { return false }
        return !end.isRevoked && now() < end.at + Self.gracePeriod
    }
}
