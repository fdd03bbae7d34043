import Foundation
import SQLite
import TestSupport
import Testing

/// Whatever a deploy, a deletion or a sweep was about to do or had just done when it was killed: each customer ends
/// with one working server or none, the ledger and Hetzner agree, and the page tells the truth.
@Suite(.sharedSite())
struct KillAnywhereTests {
    /// Customers at a time: most of a deploy is waiting.
    private static let lanes = 6

    @Test func `a deploy, a deletion and a sweep survive being killed at every point`() async throws {
        let site = try Site.shared
        let points = KillPoints()
        let sweepPoints = KillPoints()
        let maintain = try site.startMaintain()
        defer { maintain.signal(SIGKILL) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await Self.sweep(site, sweepPoints) }
            for _ in 0..<Self.lanes {
                group.addTask {
                    var customer = try await site.customer()
                    while let kind = await points.takeKind() {
                        var number = 1
                        while try await Self.walk(
                            KillPoint(kind: kind, number: number), &customer, site, points)
                        { number += 1 }
                    }
                    try site.expectNoSecret(of: customer)
                }
            }
            try await group.waitForAll()
        }
        #expect(try site.unexplained() == [])
        print(await points.report, await sweepPoints.report, separator: "\n")
        for kind in KillPoint.Kind.allCases {
            // Firewall, key and server; another deploy may have read the catalogue.
            #expect(await points.kills(of: "provision", at: kind) >= 3, "\(kind)")
        }
        for kind in [KillPoint.Kind.beforeCommit, .afterCommit, .beforeAPIRequest, .afterAPIAnswer] {
            #expect(await points.kills(of: "deprovision", at: kind) >= 3, "\(kind)")
            #expect(await sweepPoints.kills(of: "sweep", at: kind) >= 1, "\(kind)")
        }
    }

    /// Sweeps with an orphan to find, each killed at another point; then the next one finds it. A customer's server
    /// stays what it is.
    private static func sweep(_ site: Site, _ points: KillPoints) async throws {
        let ada = try await site.readyCustomer()
        while let kind = await points.takeKind() {
            var point = KillPoint(kind: kind, number: 1)
            var wasKilled = true
            while wasKilled {
                try site.makeOrphan()
                wasKilled = try await point.kill("sweep", on: site)
                if wasKilled { await points.count("sweep", at: point) }
                let again = try await site.command("sweep")
                try #require(again.status == 0, "\(again.complaint)")
                try await waitUntil("the orphan is gone after \(point)") { try site.orphanCount == 0 }
                point = KillPoint(kind: kind, number: point.number + 1)
            }
        }
        #expect(try site.liveServers(of: ada).count == 1)
        #expect(try site.ledger(of: ada) == ["ssh_key created", "server created"])
    }

    /// One deploy and one deletion, each killed at that point and taken up. False when neither came so far.
    private static func walk(
        _ point: KillPoint, _ customer: inout Customer, _ site: Site, _ points: KillPoints
    ) async throws -> Bool {
        let jobs = try site.jobs(of: customer).count
        try site.outdateCatalogue()
        let isDeployKilled = try await point.kill("provision", "--user", customer.email, on: site)
        if isDeployKilled { await points.count("provision", at: point) }
        if try site.jobs(of: customer).count == jobs {
            // Killed before it began: the click is repeated.
            try await site.expectNothingLeft(of: customer)
            _ = try await site.command("provision", "--user", customer.email)
        }
        try site.skipPatience(with: customer)
        try await customer.waitForPhase("ready")
        try #require(try site.liveServers(of: customer).count == 1, "\(point)")
        try #require(try site.ledger(of: customer) == ["ssh_key created", "server created"], "\(point)")
        try customer.visitor.open("/dashboard")
        try #require(customer.visitor.page.contains("Rachel is running on Telegram!"), "\(point)")

        let isDeletionKilled = try await point.kill("deprovision", "--user", customer.email, on: site)
        if isDeletionKilled { await points.count("deprovision", at: point) }
        if try customer.status().phase == "ready" {
            _ = try await site.command("deprovision", "--user", customer.email)
        }
        try site.skipPatience(with: customer)
        try await customer.waitForPhase("none")
        try await site.expectNothingLeft(of: customer)
        return isDeployKilled || isDeletionKilled
    }
}

extension Site {
    /// Maintenance as it runs in production, but every second.
    func startMaintain() throws -> ChildProgram {
        try ChildProgram(
            Checkout.program("rachel-cloud"),
            ["maintain", "--interval", "1", "--config", state.configuration], log: state.log("maintain"))
    }

    /// Lets the time pass in which a new job's process may still be on its way.
    fileprivate func skipPatience(with customer: Customer) throws {
        let user = try id(of: customer)
        try change(
            """
            UPDATE jobs SET updated_at = updated_at - 60000
            WHERE user_id = \(user) AND ended_at IS NULL AND lease_expires_at IS NULL
            """)
    }

    /// Lets the next deploy read what Hetzner offers, whoever was killed while reading it.
    fileprivate func outdateCatalogue() throws {
        try change("UPDATE catalogue SET read_at = 1, reading_since_at = NULL WHERE read_at IS NOT NULL")
    }

    /// A server with our labels that no job of ours made, eleven minutes old.
    fileprivate func makeOrphan() throws {
        let body = """
            {"name":"orphan","server_type":"cx23","location":"nbg1","image":"ubuntu-24.04",
             "start_after_create":false,"labels":{"managed-by":"rachel-cloud"}}
            """
        let reply = try nginx.send(
            "POST", "/v1/servers",
            headers: ["Authorization: Bearer \(state.hetznerToken)", "Content-Type: application/json"],
            body: Array(body.utf8))
        try #require(reply.status == 201, "\(reply.text)")
        try Database(path: state.hetznerDatabase).execute(
            "UPDATE servers SET created_at = created_at - 660000 WHERE name = 'orphan' AND deleted_at IS NULL"
        )
    }

    /// How many servers and lines of the ledger are left of orphans.
    fileprivate var orphanCount: Int {
        get throws {
            try hetznerRows("SELECT 1 FROM servers WHERE name = 'orphan' AND deleted_at IS NULL") {
                _ throws(SQLiteError) in
            }.count
                + rows("SELECT 1 FROM resources WHERE name = 'orphan' AND state <> 'gone'") {
                    _ throws(SQLiteError) in
                }.count
        }
    }

    /// What is at Hetzner with our labels and in no line of the ledger, and what the ledger says is there and is not.
    func unexplained() throws -> Set<String> {
        let there = try hetznerRows(
            """
            SELECT 'server ' || id AS thing, labels LIKE '%rachel-cloud%' AS is_ours FROM servers
            WHERE deleted_at IS NULL
            UNION ALL SELECT 'ssh_key ' || id, labels LIKE '%rachel-cloud%' FROM ssh_keys
            """
        ) { row throws(SQLiteError) in (thing: try row.text("thing"), isOurs: try row.bool("is_ours")) }
        let ours = Set(there.filter(\.isOurs).map(\.thing))
        let booked = try rows(
            "SELECT kind || ' ' || coalesce(hetzner_id, name) AS thing FROM resources WHERE state <> 'gone'"
        ) { row throws(SQLiteError) in try row.text("thing") }
        return ours.subtracting(booked).union(Set(booked).subtracting(there.map(\.thing)))
    }

    /// Checks that no log holds a secret of the customer, and that no column keeps what has done its service.
    fileprivate func expectNoSecret(of customer: Customer) throws {
        for log in ["jobs", "serve", "maintain"] {
            let text = try String(contentsOfFile: state.log(log), encoding: .utf8)
            for (name, secret) in customer.secrets { #expect(!text.contains(secret), "\(name) in \(log)") }
        }
        let user = try id(of: customer)
        let kept = try rows(
            """
            SELECT count(*) AS n FROM jobs JOIN subscriptions USING (user_id)
            WHERE user_id = \(user) AND (callback_token IS NOT NULL OR ssh_private_key IS NOT NULL)
            """
        ) { row throws(SQLiteError) in try row.int("n") }
        #expect(kept == [0])
    }
}
