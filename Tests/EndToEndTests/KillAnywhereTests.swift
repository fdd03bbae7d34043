import Foundation
import SQLite
import TestSupport
import Testing

extension Endurance {
    /// Deploys, deletions and sweeps killed at every point: each customer ends with one working server or none, the
    /// ledger and Hetzner agree, and the page is correct.
    @Suite(.sharedSite())
    struct KillAnywhereTests {
        @Test func `a deploy, a deletion and a sweep survive being killed at every point`() async throws {
            let site = try Site.shared
            let points = KillPoints()
            let sweepPoints = KillPoints()
            let maintain = try site.startMaintain()
            defer { maintain.signal(SIGKILL) }
            async let sweeps: Void = Self.sweep(site, sweepPoints)
            try await points.walkAll(on: site) { try await Self.walk($0, &$1, site, points) }
            try await sweeps
            #expect(try site.ledgerMismatches() == [])
            print(await points.report, await sweepPoints.report, separator: "\n")
            for kind in KillPoint.Kind.allCases {
                // Firewall, key and server; another deploy may have read the catalogue.
                #expect(await points.kills(of: "provision", at: kind) >= 3, "\(kind)")
            }
            for kind in [KillPoint.Kind.beforeCommit, .afterCommit, .beforeAPIRequest, .afterAPIResponse] {
                #expect(await points.kills(of: "deprovision", at: kind) >= 3, "\(kind)")
                #expect(await sweepPoints.kills(of: "sweep", at: kind) >= 1, "\(kind)")
            }
        }

        /// Runs sweeps that have an untracked server to find, each killed at another point; the next one finds it. A
        /// customer's server stays unchanged.
        private static func sweep(_ site: Site, _ points: KillPoints) async throws {
            let ada = try await site.readyCustomer()
            while let point = await points.take() {
                try site.createUntrackedServer()
                if try await point.kill("sweep", on: site) {
                    await points.count("sweep", at: point)
                } else {
                    await points.end(at: point)
                }
                let again = try await site.command("sweep")
                try #require(again.status == 0, "\(again.errorText)")
                try await waitUntil("the untracked server is gone after \(point)") {
                    try site.untrackedCount == 0
                }
            }
            #expect(try site.liveServers(of: ada).count == 1)
            #expect(try site.ledger(of: ada) == ["ssh_key created", "server created"])
        }

        /// Runs one deploy and one deletion, each killed at that point and resumed. False when neither reached it.
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
            try site.skipRetryWindow(with: customer)
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
            try site.skipRetryWindow(with: customer)
            try await customer.waitForPhase("none")
            try await site.expectNothingLeft(of: customer)
            return isDeployKilled || isDeletionKilled
        }
    }
}

extension Site {
    /// A server with our labels that no job of ours created, eleven minutes old.
    fileprivate func createUntrackedServer() throws {
        let body = """
            {"name":"untracked","server_type":"cx23","location":"nbg1","image":"ubuntu-24.04",
             "start_after_create":false,"labels":{"managed-by":"rachel-cloud"}}
            """
        let reply = try nginx.send(
            "POST", "/v1/servers",
            headers: ["Authorization: Bearer \(state.hetznerToken)", "Content-Type: application/json"],
            body: Array(body.utf8))
        try #require(reply.status == 201, "\(reply.text)")
        try Database(path: state.hetznerDatabase).execute(
            "UPDATE servers SET created_at = created_at - 660000 WHERE name = 'untracked' AND deleted_at IS NULL"
        )
    }

    /// The number of servers and ledger lines that are left of untracked servers.
    fileprivate var untrackedCount: Int {
        get throws {
            try hetznerRows("SELECT 1 FROM servers WHERE name = 'untracked' AND deleted_at IS NULL") {
                _ throws(SQLiteError) in
            }.count
                + rows("SELECT 1 FROM resources WHERE name = 'untracked' AND state <> 'gone'") {
                    _ throws(SQLiteError) in
                }.count
        }
    }
}
