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
        case .deploy: visit(customer, plan.name) { self.deploy(customer, plan.name, .post, "/deploy") }
        case .doubleClick:
            visit(customer, plan.name) {
                self.deploy(customer, plan.name + "a", .post, "/deploy")
                self.deploy(customer, plan.name + "b", .post, "/deploy")
            }
        case .apiDeploy:
            visit(customer, plan.name) { self.deploy(customer, plan.name, .post, "/api/provision/deploy") }
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
            self.deploy(customer, "\(customer.name).quiet", .post, "/deploy")
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
        guard let customer = simulation.customers.customer(ofUser: user) else { return }
        let name = "\(job) again"
        let pause = simulation.decisions.choose(Scope(name).next(.act), share: 500_000) {
            "\(Int64.random(in: 1_000...60_000, using: &$0))"
        }
        guard let pause = pause.flatMap({ Int64($0) }) else { return }
        simulation.scheduler.after(.milliseconds(pause)) { [self] in
            visit(customer, name) { self.deploy(customer, name, .post, "/deploy") }
        }
    }

    /// Half of the customers whose order is on its way for more than a minute stop the deploy meanwhile.
    func orderIsLate(_ job: String, by delay: Duration) {
        let user = (try? simulation.scheduler.looking { try simulation.main.view().job(job) })?.user
        guard let customer = user.flatMap(simulation.customers.customer) else { return }
        let name = "\(simulation.names.job(job)) too late"
        let pause = simulation.decisions.choose(Scope(name).next(.act), share: 500_000) {
            "\(Int64.random(in: 1_000...max(1_000, delay.milliseconds), using: &$0))"
        }
        guard let pause = pause.flatMap({ Int64($0) }) else { return }
        simulation.scheduler.after(.milliseconds(pause)) { [self] in
            post(customer, name, "/cancel-deploy")
        }
    }

    /// Some customers stop their deploy in its last moment.
    func deployFinishes(_ job: String, of user: String) {
        guard let customer = simulation.customers.customer(ofUser: user) else { return }
        let name = "\(job) stop"
        let pause = simulation.decisions.choose(Scope(name).next(.act), share: 100_000) {
            "\(Int64.random(in: 0...40, using: &$0))"
        }
        guard let pause = pause.flatMap({ Int64($0) }) else { return }
        simulation.scheduler.after(.milliseconds(pause)) { [self] in
            post(customer, name, "/cancel-deploy")
        }
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

    private func deploy(_ customer: Customer, _ name: String, _ method: HTTP.Method, _ path: String) {
        post(customer, name, path)
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
