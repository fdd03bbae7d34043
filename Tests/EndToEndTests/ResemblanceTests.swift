import Foundation
import SQLite
import TestSupport
import Testing

/// Holds the simulation to the real program: one clean deploy, the first of its site, does the same in both.
///
/// Compared exactly, in their order:
/// - the changes of the job (step, outcome, fence, attempt) and of the ledger's lines, each where it is committed;
/// - the calls to Hetzner's API, by method and path with ids left out;
/// - the number of the commits of the job's process, without renewals of its lease: there is one for each wait, and none
///   at all when the lease was taken or renewed in the same millisecond, which in virtual time is often;
/// - the number of scripts, which is the number of SSH connections of the real program.
///
/// Not compared: the steps of the scripts, since the same code of ours makes them in both; SSH packets, which the
/// simulation doesn't have; latencies.
struct ResemblanceTests {
    @Test func `the simulation commits, calls and runs on servers what a real deploy does`() async throws {
        let (real, simulated) = try await Site.with { site in
            (try await DeployRecord(real: site), try await DeployRecord.simulated())
        }
        #expect(simulated.jobChanges == real.jobChanges)
        #expect(simulated.ledgerChanges == real.ledgerChanges)
        #expect(simulated.calls == real.calls)
        #expect(simulated.commits == real.commits)
        #expect(simulated.scripts == real.scripts)
        #expect(real.jobChanges.last?.hasPrefix("finish→succeeded") == true)
        #expect(real.calls.contains("POST /servers") && real.scripts > 0 && real.commits > 0)
    }
}

/// The effects of a deploy on everything outside its process.
private struct DeployRecord {
    /// For example `create→await_set_up fence 1 attempt 0`.
    var jobChanges: [String]
    /// For example `server intended→created`.
    var ledgerChanges: [String]
    /// For example `GET /servers/ID/actions`.
    var calls: [String]
    /// The commits of the job's process, without renewals of its lease.
    var commits: Int
    var scripts: Int

    private static func withoutIDs(_ path: some StringProtocol) -> String {
        path.split(separator: "/", omittingEmptySubsequences: false).map { Int64($0) == nil ? $0 : "ID" }
            .joined(separator: "/")
    }
}

// MARK: The real deploy

extension DeployRecord {
    /// Runs a deploy in the foreground, with the library that counts the kill points.
    init(real site: Site) async throws {
        let customer = try await site.customer()
        for statement in Self.triggers { try site.change(statement) }
        let counts = site.state.file("kill-point-counts")
        let run = try await site.command(
            ["provision", "--user", customer.email],
            environment: [
                "LD_PRELOAD": Checkout.program("libkill-point.so"), "KILL_POINT_COUNTS": counts,
                "KILL_POINT_SSH": SiteOptions.sshPort,
            ])
        try #require(run.status == 0, "\(run.errorText)")
        let changes = try site.rows("SELECT kind, change FROM changes ORDER BY id") {
            row throws(SQLiteError) in (kind: try row.text("kind"), change: try row.text("change"))
        }
        jobChanges = changes.filter { $0.kind == "job" }.map(\.change)
        ledgerChanges = changes.filter { $0.kind == "ledger" }.map(\.change)
        calls = try site.calls().map { call in
            let words = call.split(separator: " ")
            return "\(words[0]) \(Self.withoutIDs(words[1].dropFirst("/v1".count).prefix { $0 != "?" }))"
        }
        let met = try Self.counts(inFile: counts)
        try #require(met["api before request"] == calls.count, "\(met)")
        let renewals = changes.count { $0.kind == "renewal" }
        // The first commit inserts the job, which a click on the page does in the simulation.
        commits = (met["sql after commit"] ?? 0) - 1 - renewals
        scripts = met["ssh connection"] ?? 0
    }

    /// The number of each kind of point by its name.
    private static func counts(inFile path: String) throws -> [String: Int] {
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        return Dictionary(
            uniqueKeysWithValues: lines.map { line in
                let words = line.split(separator: " ", maxSplits: 1)
                return (String(words[1]), Int(words[0]) ?? 0)
            })
    }

    /// Writes down what changes, in the transaction that changes it.
    private static let triggers: [SQL] = [
        "CREATE TABLE changes (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, change TEXT NOT NULL)",
        """
        CREATE TRIGGER job_changes AFTER UPDATE ON jobs WHEN
            (old.step, old.fence, old.lease_owner, old.callback_used_at, old.hetzner_server_id, old.outcome, old.attempt)
            IS NOT
            (new.step, new.fence, new.lease_owner, new.callback_used_at, new.hetzner_server_id, new.outcome, new.attempt)
        BEGIN
            INSERT INTO changes (kind, change) VALUES ('job', old.step || '→' || coalesce(new.outcome, new.step)
                || ' fence ' || new.fence || ' attempt ' || new.attempt);
        END
        """,
        """
        CREATE TRIGGER renewals AFTER UPDATE ON jobs
            WHEN old.lease_owner = new.lease_owner AND old.lease_expires_at <> new.lease_expires_at
        BEGIN INSERT INTO changes (kind, change) VALUES ('renewal', new.step); END
        """,
        """
        CREATE TRIGGER new_lines AFTER INSERT ON resources
        BEGIN INSERT INTO changes (kind, change) VALUES ('ledger', new.kind || ' new→' || new.state); END
        """,
        """
        CREATE TRIGGER line_changes AFTER UPDATE ON resources WHEN old.state <> new.state BEGIN
            INSERT INTO changes (kind, change) VALUES ('ledger', new.kind || ' ' || old.state || '→' || new.state);
        END
        """,
    ]
}

// MARK: The simulated deploy

extension DeployRecord {
    /// Lets the simulation play a customer who signs up, pays and deploys, while nothing goes wrong.
    static func simulated() async throws -> DeployRecord {
        for seed in 1...20 {
            let record = try await simulated(seed: seed)
            // After a minute of set-up, which the real one doesn't take, the job has a look at its server.
            if !record.calls.contains("GET /servers/ID/actions") { return record }
        }
        throw NoQuickDeploy()
    }

    private struct NoQuickDeploy: Error {}

    private static func simulated(seed: Int) async throws -> DeployRecord {
        let directory = try TemporaryDirectory()
        let (plan, trace) = (directory.path("plan"), directory.path("trace"))
        try """
        seed \(seed)
        customers 1
        days 1
        c1.1 at 1000 sign-up 1
        c1.2 at 31000 pay 2
        c1.3 at 91000 deploy 3

        """.write(toFile: plan, atomically: true, encoding: .utf8)
        let run = try await Program.run("simulate", ["--replay", plan, "--trace", trace])
        try #require(run.status == 0, "\(run.output)\(run.errorText)")
        // Lines are NUMBER TIME WHO WHAT #HASH.
        let events = try String(contentsOfFile: trace, encoding: .utf8).split(separator: "\n").map {
            $0.split(separator: " ").dropFirst(2).dropLast().joined(separator: " ")
        }
        let start = try #require(events.firstIndex { $0.hasSuffix("inserted c1.job1 deploy") })
        let end = try #require(events.firstIndex { $0.contains("commit c1.job1 finish→succeeded") })
        return DeployRecord(trace: events[start...end])
    }

    private init(trace events: ArraySlice<String>) {
        func texts(after begin: String) -> [String] {
            events.compactMap { event in event.range(of: begin).map { String(event[$0.upperBound...]) } }
        }
        jobChanges = texts(after: " commit c1.job1 ")
        ledgerChanges = texts(after: "ledger ")
        calls = texts(after: "main api ").map { call in
            let words = call.split(separator: " ")
            return "\(words[0]) \(Self.withoutIDs(words[1]))"
        }
        scripts = texts(after: "c1.job1.1 script ").count
        commits = texts(after: "c1.job1.1 commits").count - texts(after: "c1.job1.1 renews").count
    }
}
