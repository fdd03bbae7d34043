import Foundation
import SQLite
import TestSupport
import Testing

/// Holds the simulation to the real program: one clean deploy, the first of its site, does the same in both.
///
/// Compared exactly, in their order:
/// - the changes of the job (step, outcome, fence, attempt) and of the ledger's lines, each where it is committed;
/// - the job's processes: one until the wait for the callback, one from there to the end. Of each:
///   - the calls to Hetzner's API, by method and path with ids left out, and the scripts, which are the SSH connections of
///     the real program;
///   - the number of its commits, without renewals of the lease: there is one for each wait, and none at all when the
///     lease was taken or renewed in the same millisecond, which in virtual time is often.
///
/// Not compared: the steps of the scripts, since the same code of ours makes them in both; SSH packets, which the
/// simulation doesn't have; latencies.
struct ResemblanceTests {
    @Test func `the simulation commits, calls and runs on servers what a real deploy does`() async throws {
        let (real, simulated) = try await DeployRecord.both()
        #expect(simulated.jobChanges == real.jobChanges)
        #expect(simulated.ledgerChanges == real.ledgerChanges)
        #expect(simulated.processes == real.processes)
        #expect(real.jobChanges.last?.hasPrefix("finish→succeeded") == true)
        try #require(real.processes.count == 2)
        #expect(real.processes[0].effects.last == "POST /servers" && real.processes[0].commits > 0)
        #expect(
            real.processes[1].effects.starts(with: ["script", "script"]) && real.processes[1].commits > 0)
    }
}

/// The effects of a deploy on everything outside its processes.
private struct DeployRecord {
    struct Process: Equatable {
        /// Calls such as `GET /servers/ID/actions`, and scripts.
        var effects: [String] = []
        /// The commits without renewals of the lease.
        var commits = 0
    }

    /// For example `create→await_set_up fence 1 attempt 0`.
    var jobChanges: [String]
    /// For example `server intended→created`.
    var ledgerChanges: [String]
    var processes: [Process]

    /// Records one deploy of each kind. The real one is repeated on fresh sites until its callback comes after the job has
    /// begun to wait for it, as it does in the simulation.
    static func both() async throws -> (real: DeployRecord, simulated: DeployRecord) {
        for _ in 1...5 {
            let records = try await Site.with(SiteOptions(setUpTime: 3, findsPoints: true)) { site in
                (real: try await DeployRecord(real: site), simulated: try await simulated())
            }
            if records.real.processes.count == 2 { return records }
        }
        throw NoUndisturbedDeploy()
    }

    private struct NoUndisturbedDeploy: Error {}

    private static func withoutIDs(_ path: some StringProtocol) -> String {
        path.split(separator: "/", omittingEmptySubsequences: false).map { Int64($0) == nil ? $0 : "ID" }
            .joined(separator: "/")
    }
}

// MARK: The real deploy

extension DeployRecord {
    fileprivate init(real site: Site) async throws {
        var customer = try await site.customer()
        let points = try #require(site.points)
        for statement in Self.triggers { try site.change(statement) }
        // In the simulation the first sweep does it.
        try site.change(
            "INSERT INTO projects (id, name) VALUES (\(UUID().uuidString.lowercased()), 'default')")
        try points.begin(nil)
        try customer.deploy()
        try await customer.waitForPhase("ready")
        try await site.waitForEndOfProcesses()
        let changes = try site.rows("SELECT kind, change FROM changes ORDER BY id") {
            row throws(SQLiteError) in (kind: try row.text("kind"), change: try row.text("change"))
        }
        jobChanges = changes.filter { $0.kind == "job" }.map(\.change)
        ledgerChanges = changes.filter { $0.kind == "ledger" }.map(\.change)
        let met = try points.met()
        var calls = try site.calls().map { call in
            let words = call.split(separator: " ")
            return "\(words[0]) \(Self.withoutIDs(words[1].dropFirst("/v1".count).prefix { $0 != "?" }))"
        }[...]
        try #require(met.count { $0.name == "api before request" } == calls.count, "\(met)")
        processes = PointDirectory.processes(met).enumerated().map { index, id in
            var process = Process()
            for point in met where point.process == id {
                switch point.name {
                case "api before request": process.effects.append(calls.removeFirst())
                case "ssh connection": process.effects.append("script")
                case "sql after commit": process.commits += 1
                default: break
                }
            }
            // A process has the lease whose fence is its position; the first one claims the project, with which fences
            // begin anew.
            let fence = index == 0 ? 1 : 1_000_000 + index
            process.commits -= changes.count { $0.kind == "renewal" && $0.change == "\(fence)" }
            return process
        }
    }

    /// Writes down what changes, in the transaction that changes it.
    private static let triggers: [SQL] = [
        "CREATE TABLE changes (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, change TEXT NOT NULL)",
        """
        CREATE TRIGGER job_changes AFTER UPDATE ON jobs WHEN
            (old.step, old.fence, old.lease_owner, old.callback_used_at, old.server_type, old.outcome, old.attempt)
            IS NOT
            (new.step, new.fence, new.lease_owner, new.callback_used_at, new.server_type, new.outcome, new.attempt)
        BEGIN
            INSERT INTO changes (kind, change) VALUES ('job', old.step || '→' || coalesce(new.outcome, new.step)
                || ' fence ' || new.fence || ' attempt ' || new.attempt);
        END
        """,
        """
        CREATE TRIGGER renewals AFTER UPDATE ON jobs
            WHEN old.lease_owner = new.lease_owner AND old.lease_expires_at <> new.lease_expires_at
        BEGIN INSERT INTO changes (kind, change) VALUES ('renewal', new.fence); END
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
    private static func simulated() async throws -> DeployRecord {
        for seed in 1...20 {
            let record = try await simulated(seed: seed)
            // After a minute of set-up, which the real one doesn't take, the job has a look at its server.
            if !record.processes.contains(where: { $0.effects.contains("GET /servers/ID/actions") }) {
                return record
            }
        }
        throw NoUndisturbedDeploy()
    }

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
        processes = Self.processes(events)
    }

    /// A call has no process's name in the trace: it is of the one that has committed last.
    private static func processes(_ events: ArraySlice<String>) -> [Process] {
        var processes: [Process] = []
        for event in events {
            if let match = event.wholeMatch(of: /c1\.job1\.(\d+) (.*)/), let number = Int(match.1) {
                while processes.count < number { processes.append(Process()) }
                switch match.2.prefix(while: { $0 != " " }) {
                case "commits": processes[number - 1].commits += 1
                case "renews": processes[number - 1].commits -= 1
                case "script": processes[number - 1].effects.append("script")
                default: break
                }
            } else if event.hasPrefix("main api "), !processes.isEmpty {
                let words = event.split(separator: " ")
                processes[processes.count - 1].effects.append("\(words[2]) \(withoutIDs(words[3]))")
            }
        }
        return processes
    }
}
