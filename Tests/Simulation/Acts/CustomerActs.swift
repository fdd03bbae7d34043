import Crypto
import HTTP
import Store
import Time

/// Carries out what customers do, through the site as a browser would.
final class CustomerActs {
    private static let form = "application/x-www-form-urlencoded"

    private let simulation: Simulation
    /// The names of the acts by which people had servers deleted.
    private var deletions: Set<String> = []

    init(_ simulation: Simulation) {
        self.simulation = simulation
    }

    func perform(_ plan: PlannedAct, by customer: Customer) {
        let billing = simulation.billing
        switch plan.act {
        case .signUp: visit(customer, plan.name) {}
        case .pay, .comeBack: billing.pay(customer)
        case .lapse: billing.cancel(customer, in: .seconds(Int64(plan.number % 172_800)))
        case .revoke: billing.revoke(customer)
        case .deploy: visit(customer, plan.name) { self.post(customer, plan.name, "/deploy") }
        case .doubleClick:
            visit(customer, plan.name) {
                self.post(customer, plan.name + "a", "/deploy")
                self.post(customer, plan.name + "b", "/deploy")
            }
        case .apiDeploy:
            visit(customer, plan.name) { self.post(customer, plan.name, "/api/provision/deploy") }
        case .cancelDeploy: visit(customer, plan.name) { self.post(customer, plan.name, "/cancel-deploy") }
        case .apiCancel:
            visit(customer, plan.name) { self.post(customer, plan.name, "/api/provision/cancel") }
        case .deleteServer:
            visit(customer, plan.name) {
                self.wantsDeletion(customer, plan.name)
                self.post(customer, plan.name, "/delete-server")
            }
        case .view: visit(customer, plan.name) { self.view(customer, plan.name) }
        case .health:
            simulation.main.request(plan.name, Request(method: .get, path: "/healthz")) { _ in }
        default: preconditionFailure("\(plan.act) is not a customer's act")
        }
    }

    /// A customer without a server enters their accounts again and clicks *Deploy* when nothing goes wrong any more.
    func deployInQuiet(_ customer: Customer) {
        customer.isOnboarded = false
        visit(customer, "\(customer.name).quiet") {
            self.post(customer, "\(customer.name).quiet", "/deploy")
        }
    }

    /// The customer, or the operator for them, asks for the server's deletion by the act of that name.
    func wantsDeletion(_ customer: Customer, _ name: String) {
        allowLoss(of: customer)
        deletions.insert(name)
    }

    /// A deletion has begun, by the request of that name: what the customer has now may go, though it came after the click.
    func beganDeletion(asked name: String, of user: String) {
        guard deletions.contains(name), let customer = simulation.customers.customer(ofUser: user) else {
            return
        }
        allowLoss(of: customer)
    }

    /// Half of the customers whose deploy failed click again.
    func deployFailed(_ job: String, of user: String) {
        later(user, "\(job) again", share: 500_000, in: 1_000...60_000) { [self] customer, name in
            visit(customer, name) { self.post(customer, name, "/deploy") }
        }
    }

    /// Half of the customers whose order is on its way for more than a minute stop the deploy meanwhile.
    func orderIsLate(_ job: String, by delay: Duration) {
        guard let user = simulation.main.view().job(job)?.user else { return }
        let range = 1_000...max(1_000, delay.milliseconds)
        later(user, "\(simulation.names.job(job)) too late", share: 500_000, in: range) { [self] in
            post($0, $1, "/cancel-deploy")
        }
    }

    /// Some customers stop their deploy in its last moment.
    func deployFinishes(_ job: String, of user: String) {
        later(user, "\(job) stop", share: 100_000, in: 0...40) { [self] in post($0, $1, "/cancel-deploy") }
    }

    /// Lets some customers react to what happened, a while later. `share` is of a million, `range` in milliseconds.
    private func later(
        _ user: String, _ name: String, share: Int, in range: ClosedRange<Int64>,
        _ act: @escaping (Customer, String) -> Void
    ) {
        guard let customer = simulation.customers.customer(ofUser: user) else { return }
        let pause = simulation.decisions.choose(Scope(name).next(.act), share: share) {
            "\(Int64.random(in: range, using: &$0))"
        }
        guard let pause = pause.flatMap({ Int64($0) }) else { return }
        simulation.scheduler.after(.milliseconds(pause)) { act(customer, name) }
    }

    /// Whatever servers the customer has now may be deleted.
    private func allowLoss(of customer: Customer) {
        for server in simulation.hetzner.live.values where server.userID == customer.userID {
            customer.mayGo.insert(server.id)
        }
    }

    /// Makes sure that the customer has an account and a session, then goes on.
    private func visit(_ customer: Customer, _ name: String, _ next: @escaping () -> Void) {
        let (simulation, main) = (simulation, simulation.main)
        main.command("\(name) visit") { store in
            let user = try Self.account(of: customer, in: store, simulation.secrets)
            customer.userID = user.text
            if let known = customer.session, let token = Token(text: known.token),
                try store.session(token) != nil
            {
                // The browser is signed in.
            } else {
                let token = try Token.random(from: .system)
                try store.startSession(of: user, token: token, lifetime: .seconds(30 * 86_400))
                customer.session = (token.reveal(), try store.session(token)?.csrfToken ?? "")
            }
            guard simulation.scheduler.isCurrentAlive else { return }
            simulation.scheduler.after(.milliseconds(5), next)
        }
    }

    private static func account(of customer: Customer, in store: Store, _ secrets: Secrets) throws -> User.ID
    {
        if let known = try store.user(email: customer.email) {
            if try !customer.isOnboarded || !store.onboarding(of: known.id).isComplete {
                try onboard(customer, known.id, in: store, secrets)
            }
            return known.id
        }
        let user = try store.addUser(email: customer.email, name: customer.name, password: .dummy)
        customer.userID = user.text
        try onboard(customer, user, in: store, secrets)
        return user
    }

    private static func onboard(_ customer: Customer, _ user: User.ID, in store: Store, _ secrets: Secrets)
        throws
    {
        try store.setTelegramBot(
            token: secrets.telegramToken(of: customer), ownerTelegramUserID: 42, of: user)
        try store.setClaudeCredentials(secrets.claudeCredentials(of: customer), expiresAt: nil, of: user)
        customer.isOnboarded = true
    }

    private func post(_ customer: Customer, _ name: String, _ path: String) {
        guard let session = customer.session else { return }
        simulation.main.request(
            name,
            Request(
                method: .post, path: path,
                headers: Headers([
                    ("Content-Type", Self.form), ("Cookie", "__Host-rachel_session=\(session.token)"),
                    ("Origin", Installation.baseURL),
                ]), body: Array("csrf_token=\(session.csrf)".utf8))
        ) { [simulation] reply in
            simulation.log(customer.name, "\(path) → \(reply.map { "\($0.status)" } ?? "nothing")")
        }
    }

    private func view(_ customer: Customer, _ name: String) {
        guard let session = customer.session else { return }
        for path in ["/dashboard", "/api/provision/status"] {
            simulation.main.request(
                "\(name) \(path)",
                Request(
                    method: .get, path: path,
                    headers: Headers([("Cookie", "__Host-rachel_session=\(session.token)")]))
            ) { [simulation] reply in
                guard let reply, reply.status == 200, path.hasPrefix("/api") else { return }
                simulation.pages.check(String(decoding: reply.body, as: UTF8.self), of: customer)
            }
        }
    }
}
