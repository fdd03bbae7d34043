import Crypto
import SQLite
import Testing
import Time

@testable import Store

/// After migrating, the store's readers understand every row that a released program wrote.
struct ReleasedRowsTests {
    /// By default long enough after the last write that every lease has run out.
    private func migrated(
        _ name: String, after pause: Duration = .seconds(3600)
    ) throws -> (ReleasedDatabase, Store) {
        let released = try ReleasedDatabase(name)
        let store = try released.store(after: pause)
        try store.migrate()
        return (released, store)
    }

    @Test(arguments: ReleasedDatabase.names)
    func `every account reads, with its subscription and audit`(name: String) throws {
        let (released, store) = try migrated(name)
        let counts = try released.rowCounts()
        let users = try store.users()
        #expect(Int64(users.count) == counts["users"])
        for user in users {
            #expect(try store.user(user.id)?.email == user.email)
            #expect(try store.user(email: user.email)?.id == user.id)
            #expect(try store.passwordHash(of: user.id) != nil)
            #expect(try store.subscription(of: user.id) != nil)
            let audit = try store.audit(of: user.id, limit: 1000)
            #expect(audit.allSatisfy { $0.userID == user.id })
        }
        #expect(try Int64(store.audit(of: nil, limit: 10_000).count) == counts["audit_log"])
        let session = try #require(Token(text: try released.remark("session of ready@example.org")))
        #expect(try store.session(session)?.user.email == "ready@example.org")
    }

    @Test(arguments: ReleasedDatabase.names)
    func `every customer's server has a row, and nobody else has one that is wanted`(name: String) throws {
        let (released, store) = try migrated(name)
        for user in try store.users().map(\.id) {
            let subscription = try #require(try store.subscription(of: user))
            let isDeploying =
                try store.unfinishedJob(of: user).map { $0.kind == .deploy && $0.step != .undo } ?? false
            let isWanted = subscription.isServerProvisioned || isDeploying
            #expect(try released.numbers(rows(of: user, "count(*)")) == [isWanted ? 1 : 0])
            guard let server = subscription.hetznerServerID, isWanted else { continue }
            #expect(try released.numbers(rows(of: user, "hetzner_id")) == [server])
        }
    }

    private func rows(of user: User.ID, _ column: StaticString) -> SQLite.SQL {
        "SELECT \(raw: column) AS n FROM servers WHERE wanted = 'on' AND user_id = \(user.text)"
    }

    @Test(arguments: ReleasedDatabase.names)
    func `every sealed secret opens`(name: String) throws {
        let (released, store) = try migrated(name)
        let token = Secret(try released.remark("bot token"))
        var keys: Int64 = 0
        for user in try store.users().map(\.id) {
            let onboarding = try store.onboarding(of: user)
            // Secrets are opened together: what is missing of the two is filled in.
            if onboarding.hasClaudeCredentials, onboarding.ownerTelegramUserID == nil {
                try store.setTelegramBot(token: token, ownerTelegramUserID: 42, of: user)
            } else if onboarding.ownerTelegramUserID != nil, !onboarding.hasClaudeCredentials {
                try store.setClaudeCredentials(Secret("{}"), expiresAt: nil, of: user)
            }
            let secrets = try store.handOverSecrets(of: user)
            #expect(try (secrets != nil) == store.onboarding(of: user).isComplete)
            if let secrets {
                #expect(secrets.telegramBotToken == token && secrets.ownerTelegramUserID == 42)
                #expect(secrets.claudeCredentials.reveal().hasPrefix("{"))
            }
            guard let key = try store.sshKey(of: user) else { continue }
            #expect(key.reveal().hasPrefix("-----BEGIN PRIVATE KEY-----"))
            keys += 1
        }
        let sealed: SQLite.SQL = "SELECT count(*) AS n FROM subscriptions WHERE ssh_private_key IS NOT NULL"
        #expect(try released.numbers(sealed) == [keys])
    }

    @Test(arguments: ReleasedDatabase.names)
    func `every job reads with its history, and an unfinished one can be taken up`(name: String) throws {
        let (released, store) = try migrated(name)
        let counts = try released.rowCounts()
        let jobs = try store.jobs(limit: 10_000)
        #expect(Int64(jobs.count) == counts["jobs"])
        let events = try jobs.map { try store.events(of: $0.id) }
        #expect(Int64(events.joined().count) == counts["job_events"])
        #expect(events.allSatisfy { $0.first?.kind == .started })
        let deploys = jobs.filter { $0.kind == .deploy && $0.endedAt != nil }
        #expect(try store.endedDeploys(since: Instant(milliseconds: 0)).count == deploys.count)
        let unfinished = jobs.filter { $0.endedAt == nil }
        #expect(
            try Set(store.takeDueJobs(slots: 10_000).map(\.id)) == Set(unfinished.map(\.id)))
        let tokens = try released.texts("SELECT id AS text FROM jobs WHERE callback_token IS NOT NULL")
        #expect(!tokens.isEmpty)
        for job in unfinished {
            let lease = try #require(try store.takeLease(of: job.id, owner: "test", duration: .seconds(120)))
            #expect(try store.job(under: lease).step == job.step)
            guard tokens.contains(job.id.text) else { continue }
            let token = try store.callbackToken(under: lease)
            #expect(try store.callbackTokenStatus(of: job.userID, token: token) == .expected(job.id))
        }
    }

    @Test(arguments: ReleasedDatabase.names)
    func `every line of the ledger reads`(name: String) throws {
        let (released, store) = try migrated(name)
        let lines = try store.database.rows("SELECT * FROM resources", Resource.init)
        #expect(try Int64(lines.count) == released.rowCounts()["resources"])
        let open = lines.filter { $0.state != .gone }
        let customers = try store.users().flatMap { try store.openResources(of: $0.id) }
        let untracked = try store.pendingDeletions().filter { $0.userID == nil }
        #expect(!untracked.isEmpty)
        #expect(Set((customers + untracked).map(\.id)) == Set(open.map(\.id)))
        let jobs = try store.jobs(limit: 10_000).flatMap { try store.openResources(of: $0.id) }
        #expect(Set(jobs.map(\.id)) == Set(customers.map(\.id)))
        let project = try #require(try store.projects().first).id
        #expect(try !store.deletionsDue(in: project).isEmpty)
        #expect(try !store.activeServers(in: project).isEmpty)
    }

    @Test(arguments: ReleasedDatabase.names)
    func `every billing event is remembered`(name: String) throws {
        let (released, store) = try migrated(name)
        let customer = BillingCustomer(userID: nil, id: nil, email: nil)
        let terms = BillingTerms(gracePeriod: .seconds(1), deprovisionDeadline: .seconds(1))
        func receive(_ subscription: String, delivery: String) throws -> BillingReceipt {
            let event = BillingEvent(
                type: "subscription.revoked", at: Instant(milliseconds: 1), subscriptionID: subscription,
                customer: customer, status: .ended)
            return try store.receive(event, delivery: delivery, terms: terms)
        }
        for delivery in try released.texts("SELECT id AS text FROM webhook_deliveries") {
            #expect(try receive("sub_other", delivery: delivery) == .repeated)
        }
        for subscription in try released.texts("SELECT id AS text FROM billing_subscriptions") {
            #expect(try receive(subscription, delivery: "new of " + subscription) == .outdated)
        }
        let account = try store.addUser(email: "nobody@example.org", name: "Nobody", password: .dummy)
        #expect(try store.subscription(of: account)?.externalSubscriptionID == "sub_nobody")
    }

    @Test(arguments: ReleasedDatabase.names)
    func `catalogue, sold-out offers, calls and attempts read`(name: String) throws {
        let (released, store) = try migrated(name, after: .zero)
        let topics = try released.rows("SELECT project, topic, document FROM catalogue") {
            row throws(SQLiteError) in
            (try row.text("project"), try row.text("topic"), try row.optionalText("document"))
        }
        for (project, topic, text) in topics {
            let long: Duration = .seconds(86_400)
            let found = try store.lookUpCatalogue(topic, project: project, maxAge: long, readingTime: long)
            switch found {
            case .current(let document): #expect(document.text == text)
            case .beingRead(let document): #expect(document == nil && text == nil)
            case .toBeRead: Issue.record("\(topic) of \(project) was forgotten")
            }
        }
        let offers = try released.rows("SELECT * FROM sold_out") { row throws(SQLiteError) in
            (try row.text("server_type"), try row.text("location"), try row.text("project"))
        }
        for (type, location, project) in offers {
            #expect(try store.soldOut(type: type, location: location, project: project) != nil)
        }
        for project in try released.texts("SELECT project AS text FROM rate_budget") {
            #expect(try store.takeCall(of: project, reserve: 0) == nil)
        }
        let attempts = try released.rows(
            "SELECT subject, count FROM attempts WHERE window_ends_at > \(store.now)"
        ) { row throws(SQLiteError) in (try row.text("subject"), try row.int("count")) }
        #expect(!attempts.isEmpty)
        for (subject, count) in attempts {
            let limit = AttemptLimit(count: count, per: .seconds(60))
            #expect(try !store.countAttempt([subject], limit: limit), "\(subject) was forgotten")
        }
    }
}
