import SQLite

/// What the rules read of a store's database, without the product's own code.
final class StoreView {
    struct JobRow: Equatable {
        let id: String
        let user: String
        let kind: String
        let step: String
        let fence: Int64
        let owner: String?
        var leaseExpiresAt: Int64?
        let isCanceled: Bool
        let callbackUsedAt: Int64?
        let serverID: Int64?
        let outcome: String?
        let failureCode: String?
        let attempt: Int64

        var isEnded: Bool { outcome != nil }

        /// True when nothing but the end of the lease differs.
        func isRenewal(of earlier: JobRow) -> Bool {
            var same = earlier
            same.leaseExpiresAt = leaseExpiresAt
            return self == same
        }
    }

    struct LineRow: Equatable {
        let id: Int64
        let kind: String
        let hetznerID: Int64?
        let job: String?
        let user: String?
        let state: String
    }

    struct SubscriptionRow: Equatable {
        let user: String
        let status: String
        let isProvisioned: Bool
        let serverID: Int64?
        let provisioningStatus: String?
    }

    /// A server that is wanted.
    struct ServerRow: Equatable {
        let id: String
        let user: String
        let hetznerID: Int64?
    }

    private let database: Database
    private let scheduler: Scheduler
    private(set) var jobs: [String: JobRow] = [:]
    private(set) var lines: [Int64: LineRow] = [:]
    private(set) var subscriptions: [String: SubscriptionRow] = [:]
    private(set) var servers: [ServerRow] = []
    /// The servers that are listed as untracked, and were not before the last `refresh`.
    private(set) var newlyUntracked: Set<Int64> = []
    private var untracked: Set<Int64> = []
    /// The rows before the last `refresh`.
    private(set) var earlierJobs: [String: JobRow] = [:]
    private(set) var earlierLines: [Int64: LineRow] = [:]

    init(path: String, _ scheduler: Scheduler) {
        self.scheduler = scheduler
        database = Self.must(scheduler) { try Database(path: path) }
        refresh()
        refresh()
    }

    /// Reads what is open now and what was open before; rows that had ended by then are forgotten.
    func refresh() {
        (earlierJobs, earlierLines) = (jobs, lines)
        jobs = Self.byID(rows("SELECT * FROM jobs_with_servers WHERE ended_at IS NULL", Self.job), \.id)
        for job in earlierJobs.values where !job.isEnded && jobs[job.id] == nil {
            jobs[job.id] = self.job(job.id)
        }
        lines = Self.byID(rows("SELECT * FROM resources WHERE state <> 'gone'", Self.line), \.id)
        for line in earlierLines.values where line.state != "gone" && lines[line.id] == nil {
            lines[line.id] = rows("SELECT * FROM resources WHERE id = \(line.id)", Self.line).first
        }
        let listed = Set(
            rows("SELECT hetzner_id FROM untracked WHERE kind = 'server'") { row throws(SQLiteError) in
                try row.int("hetzner_id")
            })
        (newlyUntracked, untracked) = (listed.subtracting(untracked), listed)
        servers = rows("SELECT * FROM servers WHERE wanted <> 'gone' ORDER BY id", Self.server)
        subscriptions = Self.byID(rows("SELECT * FROM subscriptions", Self.subscription), \.user)
    }

    /// True while there is neither an unfinished job nor a line whose server is to be made or deleted.
    var isIdle: Bool {
        jobs.values.allSatisfy(\.isEnded)
            && !lines.values.contains { $0.state == "deleting" || $0.state == "intended" }
    }

    /// True while the installation observes.
    var isObserving: Bool {
        !rows("SELECT 1 FROM installation WHERE observing_since_at IS NOT NULL") { _ in true }.isEmpty
    }

    /// True while there is something at the vendor that a person has to decide on.
    var hasServersToDecide: Bool {
        !rows("SELECT 1 FROM untracked UNION ALL SELECT 1 FROM resources WHERE state = 'kept'") { _ in true }
            .isEmpty
    }

    /// A job whatever its state; nil when the database has none of that id.
    func job(_ id: String) -> JobRow? {
        rows("SELECT * FROM jobs_with_servers WHERE id = \(id)", Self.job).first
    }

    /// True when the database knows the server, whatever its line's state.
    func knows(server id: Int64) -> Bool {
        !rows("SELECT 1 FROM resources WHERE kind = 'server' AND hetzner_id = \(id)") { _ in true }.isEmpty
    }

    /// What `PRAGMA integrity_check` says; `ok` when all is well.
    func integrity() -> String {
        rows("PRAGMA integrity_check") { row throws(SQLiteError) in try row.text("integrity_check") }
            .joined(separator: "; ")
    }

    private func rows<Value>(_ sql: SQL, _ read: (Row) throws(SQLiteError) -> Value) -> [Value] {
        Self.must(scheduler) { try database.rows(sql, read) }
    }

    /// The rules can't judge what they can't read, so an error of theirs ends the run instead of passing for a good answer.
    private static func must<Value>(_ scheduler: Scheduler, _ read: () throws -> Value) -> Value {
        do {
            return try scheduler.looking(read)
        } catch {
            preconditionFailure("the rules can't read the database: \(error)")
        }
    }

    private static func byID<Value, ID: Hashable>(_ rows: [Value], _ id: (Value) -> ID) -> [ID: Value] {
        Dictionary(rows.map { (id($0), $0) }, uniquingKeysWith: { $1 })
    }

    private static func job(_ row: Row) throws(SQLiteError) -> JobRow {
        JobRow(
            id: try row.text("id"), user: try row.text("user_id"), kind: try row.text("kind"),
            step: try row.text("step"), fence: try row.int("fence"),
            owner: try row.optionalText("lease_owner"),
            leaseExpiresAt: try row.optionalInt("lease_expires_at"),
            isCanceled: try row.optionalInt("cancel_requested_at") != nil,
            callbackUsedAt: try row.optionalInt("callback_used_at"),
            serverID: try row.optionalInt("hetzner_server_id"), outcome: try row.optionalText("outcome"),
            failureCode: try row.optionalText("failure_code"), attempt: try row.int("attempt"))
    }

    private static func line(_ row: Row) throws(SQLiteError) -> LineRow {
        LineRow(
            id: try row.int("id"), kind: try row.text("kind"), hetznerID: try row.optionalInt("hetzner_id"),
            job: try row.optionalText("job_id"), user: try row.optionalText("user_id"),
            state: try row.text("state"))
    }

    private static func server(_ row: Row) throws(SQLiteError) -> ServerRow {
        ServerRow(
            id: try row.text("id"), user: try row.text("user_id"),
            hetznerID: try row.optionalInt("hetzner_id"))
    }

    private static func subscription(_ row: Row) throws(SQLiteError) -> SubscriptionRow {
        SubscriptionRow(
            user: try row.text("user_id"), status: try row.text("status"),
            isProvisioned: try row.int("vps_provisioned") != 0,
            serverID: try row.optionalInt("hetzner_server_id"),
            provisioningStatus: try row.optionalText("provisioning_status"))
    }
}
