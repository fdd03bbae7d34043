import ProductSupport
import SQLite
import Store
import Testing
import Time

/// A row that a newer release wrote costs itself alone: each list leaves it out and names it.
struct UnreadableRowTests {
    private let test: TestStore

    init() throws {
        test = try TestStore()
    }

    /// Writes something that this release can't know to a column of one row.
    private func spoil(_ table: StaticString, _ column: StaticString, of id: some SQLConvertible) throws {
        try test.withRawDatabase {
            try $0.execute("PRAGMA ignore_check_constraints = ON")
            try $0.execute("UPDATE \(raw: table) SET \(raw: column) = 'of tomorrow' WHERE id = \(id)")
        }
    }

    private func start(_ email: String) throws -> Job.ID {
        let user = try test.customer(email: email)
        guard
            case .started(let job) = try test.store.startDeploy(
                of: user, deadline: .seconds(900), by: .customer)
        else { throw UnexpectedState() }
        return job
    }

    @Test(arguments: ["kind", "step", "failure_code"])
    func `a job that can't be read is named, stays as it is, and takes no other's turn`(column: String) throws
    {
        let bad = try start("a@example.org")
        let good = try start("b@example.org")
        let columns: [String: StaticString] = [
            "kind": "kind", "step": "step", "failure_code": "failure_code",
        ]
        try spoil("jobs", try #require(columns[column]), of: bad.text)
        var skipped: [UnreadableRow] = []
        #expect(try test.store.takeDueJobs(slots: 1) { skipped.append($0) }.map(\.id) == [good])
        #expect(skipped.map(\.id) == [bad.text])
        #expect(skipped.map(\.table) == ["jobs"])
        #expect(try #require(skipped.first).reason.contains(column))
    }

    @Test func `a held lease on a job that can't be read is named beside the others`() throws {
        let jobs = try [start("a@example.org"), start("b@example.org")]
        for job in jobs { _ = try test.store.takeLease(of: job, owner: "x", duration: .seconds(60)) }
        try spoil("jobs", "kind", of: jobs[0].text)
        var skipped: [String] = []
        #expect(try test.store.heldLeases { skipped.append($0.id) }.map(\.lease.job) == [jobs[1]])
        #expect(skipped == [jobs[0].text])
    }

    @Test func `a deletion that can't be read is named beside the others`() throws {
        let (_, _, lease) = try test.deploy()
        let lines = try (1...2).map {
            try test.store.intend(.server, name: "s\($0)", project: "p", under: lease).resource
        }
        try test.store.turnToUndo(from: .prepare, failureCode: .internalError, detail: "", under: lease)
        try test.store.markForDeletion(everythingCreatedUnder: lease)
        try test.store.endDeployFailed(sentence: "Sorry.", under: lease)
        try spoil("resources", "kind", of: lines[0].id)
        var skipped: [UnreadableRow] = []
        let due = try test.store.deletionsDue(in: lines[0].project) { skipped.append($0) }
        #expect(due.map(\.id) == [lines[1].id])
        #expect(skipped.map(\.id) == ["\(lines[0].id)"])
        #expect(skipped.map(\.table) == ["resources"])
    }

    @Test(arguments: [true, false])
    func `a subscription whose rows can't be read keeps no other from its end`(hasGracePeriod: Bool) throws {
        let store = test.store
        var users: [User.ID] = []
        for email in ["a@example.org", "b@example.org"] {
            let user = try test.customer(email: email)
            users.append(user)
            if hasGracePeriod {
                try store.startGracePeriod(of: user, until: store.now, by: .operator)
            } else {
                try store.endSubscription(of: user, by: .operator)
            }
            try test.withRawDatabase {
                try $0.execute("UPDATE subscriptions SET vps_provisioned = 1 WHERE user_id = \(user.text)")
            }
        }
        // A newer release began something with the first one's server.
        try test.withRawDatabase {
            try $0.execute("PRAGMA ignore_check_constraints = ON")
            try $0.execute(
                """
                INSERT INTO jobs (id, user_id, kind, step, step_started_at, deadline_at, created_at, updated_at)
                VALUES ('00000000-0000-4000-8000-000000000000', \(users[0].text), 'of tomorrow', 'prepare', 1, 1, 1, 1)
                """)
        }
        var skipped: [String] = []
        let started = try store.endedAccesses { skipped.append($0.id) }.compactMap { access in
            do {
                return try store.endAccess(of: access.user, deadline: .seconds(900))
            } catch let row as UnreadableRow {
                skipped.append(row.id)
                return nil
            }
        }
        #expect(try started.compactMap { try store.job($0)?.userID } == [users[1]])
        #expect(skipped == (hasGracePeriod ? [users[0].text] : []))
    }
}
