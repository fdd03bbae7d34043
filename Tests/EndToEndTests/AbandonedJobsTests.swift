import Crypto
import Glibc
import SQLite
import Store
import TestSupport
import Testing

extension Endurance {
    /// Many jobs whose processes have died: maintenance brings all to their end, a few at a time.
    struct AbandonedJobsTests {
        private static let maxJobs = 4

        @Test func `maintenance brings forty abandoned jobs to their end, four at a time`() async throws {
            let options = SiteOptions(configuration: ["MAX_JOBS": "\(Self.maxJobs)"])
            try await Site.with(options) { site in
                try site.abandonDeploys(40)
                try site.recordHeldLeases()
                let maintain = try site.startMaintain()
                defer { maintain.signal(SIGKILL) }
                var answers = 0
                try await waitUntil("all jobs have ended", within: .seconds(600)) {
                    try #require(try site.nginx.send("GET", "/healthz").status == 200)
                    answers += 1
                    return try site.unfinishedJobs == 0
                }
                #expect(answers > 0)
                let outcomes = try site.outcomes
                #expect(outcomes == ["succeeded": 40])
                #expect(try site.mostHeldLeases == Int64(Self.maxJobs))
                #expect(try site.ledgerMismatches() == [])
            }
        }
    }
}

extension Site {
    /// Makes deploys whose processes have died just after taking them.
    fileprivate func abandonDeploys(_ count: Int) throws {
        let store = try Store(path: state.database, keyring: try Keyring(text: Secret(state.sealingKey)))
        for _ in 0..<count {
            let ada = Customer(self)
            let user = try store.addUser(email: ada.email, name: "Ada", password: .dummy)
            try store.activateSubscription(of: user, until: nil, by: .operator)
            try store.setTelegramBot(token: Secret(ada.botToken), ownerTelegramUserID: 42, of: user)
            try store.setClaudeCredentials(Secret(ada.credentials), expiresAt: nil, of: user)
            let start = try store.startDeploy(
                of: user, within: DeployLimits(), deadline: .seconds(900), by: .customer)
            guard case .started(let job) = start else { throw NoSuchRow() }
            _ = try #require(try store.takeLease(of: job, owner: "dead", duration: .zero))
        }
    }

    /// Counts the leases of living processes whenever one is taken.
    fileprivate func recordHeldLeases() throws {
        try change("CREATE TABLE held (leases INTEGER NOT NULL)")
        try change(
            """
            CREATE TRIGGER held_leases AFTER UPDATE ON jobs WHEN new.lease_owner IS NOT old.lease_owner BEGIN
                INSERT INTO held SELECT count(*) FROM jobs WHERE lease_owner <> 'dead';
            END
            """)
    }

    fileprivate var mostHeldLeases: Int64? {
        get throws {
            try rows("SELECT max(leases) AS most FROM held") { row throws(SQLiteError) in
                try row.int("most")
            }.first
        }
    }

    fileprivate var unfinishedJobs: Int {
        get throws {
            try rows("SELECT 1 FROM jobs WHERE ended_at IS NULL") { _ throws(SQLiteError) in }.count
        }
    }

    /// The number of jobs by their outcome, or by why they failed.
    fileprivate var outcomes: [String: Int] {
        get throws {
            try rows("SELECT coalesce(failure_code, outcome) AS outcome FROM jobs") {
                row throws(SQLiteError) in try row.text("outcome")
            }.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        }
    }
}
