import Foundation
import Glibc
import SQLite
import TestSupport
import Testing

/// A deploy or a deletion whose process is stopped at a point, so that a mistake can be made right there.
enum Interruption: String, CaseIterable, CustomTestStringConvertible {
    case deploy, deletion

    var testDescription: String { rawValue }
}

extension Site {
    /// Makes the mistake at each API request of a deploy or a deletion, while `maintain` runs and Ada has a server, which has
    /// to be there in the end. `finally` then looks at the site.
    static func withMistake(
        _ what: String, in interruption: Interruption, _ mistake: (Site, KillPoint) async throws -> Void,
        repair: (Site, inout Customer, _ ada: inout Customer, KillPoint) async throws -> Void,
        finally: (Site) async throws -> Void = { _ in }
    ) async throws {
        try await with(SiteOptions(findsPoints: true)) { site in
            let maintain = try site.startMaintain()
            defer { maintain.signal(SIGKILL) }
            var ada = try await site.readyCustomer()
            let points = try await site.interrupt(interruption) { _, point in
                try await mistake(site, point)
            } repair: { customer, point in
                try await repair(site, &customer, &ada, point)
            }
            print("\(what) at \(points) points of a \(interruption.rawValue)")
            #expect(points >= 6)
            try site.expectServer(of: &ada)
            #expect(try site.ledgerMismatches() == [])
            try await finally(site)
        }
    }

    /// Makes the mistake at each of the points of that kind that a deploy or a deletion meets: a new customer begins it,
    /// its process is stopped at the point, and goes on after `mistake`. `repair` then brings the customer to an end,
    /// which is checked. Returns the number of points.
    func interrupt(
        _ interruption: Interruption, at kind: KillPoint.Kind = .beforeAPIRequest, every stride: Int = 1,
        mistake: (Customer, KillPoint) async throws -> Void,
        repair: (inout Customer, KillPoint) async throws -> Void
    ) async throws -> Int {
        let points = try #require(self.points)
        var number = 1
        while true {
            try forgetAttempts()
            var customer =
                switch interruption {
                case .deploy: try await customer()
                case .deletion: try await readyCustomer()
                }
            try await waitForEndOfProcesses()
            let point = KillPoint(kind: kind, number: number)
            try points.begin(point, signal: SIGSTOP)
            switch interruption {
            case .deploy: try customer.deploy()
            case .deletion: try customer.deleteServer()
            }
            let process = try await stoppedProcess(at: point, of: &customer, points)
            guard let process else { return (number - 1) / stride }
            try await mistake(customer, point)
            process.signal(SIGCONT)
            try points.aim(at: nil)
            try await repair(&customer, point)
            try await expectAgreement(of: &customer, point)
            number += stride
        }
    }

    /// Waits until a process is stopped at the point; nil when the customer's job has ended without one.
    func stoppedProcess(
        at point: KillPoint, of customer: inout Customer, _ points: PointDirectory
    ) async throws -> RunningProcess? {
        try await waitFor("a process is stopped at \(point), or the job has ended") {
            if let process = try points.process(at: point) {
                let stopped = RunningProcess(id: process.id)
                return stopped.isStopped ? .some(stopped) : nil
            }
            return try customer.status().inProgress ? nil : .some(nil)
        }
    }

    /// Waits until the customer's job has ended.
    func waitForEnd(of customer: inout Customer, _ point: KillPoint) async throws {
        try await waitUntil("an end after \(point)") { try !customer.status().inProgress }
        try await waitForEndOfProcesses()
    }

    /// Checks that the customer has one server or none, that the ledger says the same, and the page.
    private func expectAgreement(of customer: inout Customer, _ point: KillPoint) async throws {
        let user = try id(of: customer)
        try await waitUntil("no deletion is pending after \(point)") {
            try rows("SELECT 1 FROM resources WHERE user_id = \(user) AND state = 'deleting'") {
                _ throws(SQLiteError) in
            }.isEmpty
        }
        let phase = try customer.status().phase
        #expect(["ready", "none", "failed"].contains(phase), "\(point)")
        let isReady = phase == "ready"
        #expect(try liveServers(of: customer).count == (isReady ? 1 : 0), "\(phase) after \(point)")
        #expect(
            try ledger(of: customer) == (isReady ? ["ssh_key created", "server created"] : []),
            "\(phase) after \(point)")
    }
}

extension Site {
    /// True when a process of the customer's unfinished job has found that the project is not shown to be ours.
    func hasBeenTold(_ customer: Customer) throws -> Bool {
        let job = try #require(try jobs(of: customer).last)
        if try history(of: job).last == "finish retried" { return true }
        return try !rows(
            """
            SELECT 1 FROM resources JOIN jobs USING (user_id) WHERE jobs.id = \(job) AND state = 'deleting'
                AND (last_error LIKE '%witness%' OR last_error LIKE '%the project at Hetzner%')
            """
        ) { _ throws(SQLiteError) in }.isEmpty
    }

    /// Makes jobs and pending deletions due that wait for their next try, or for a create call that may be on its way.
    func endPauses() throws {
        try change(
            """
            UPDATE resources SET deleting_since_at = deleting_since_at - 301000
            WHERE state = 'deleting' AND hetzner_id IS NULL
            """)
        try change("UPDATE resources SET updated_at = 1 WHERE state = 'deleting'")
        try change(
            "UPDATE jobs SET wake_at = 1 WHERE wake_at IS NOT NULL AND step = 'finish' AND ended_at IS NULL")
    }
}
