import Glibc
import SQLite
import TestSupport
import Testing

extension Endurance {
    /// Deploys, deletions and sweeps killed at every point: each customer ends with one working server or none, the
    /// ledger and Hetzner agree, and the page is correct.
    struct KillAnywhereTests {
        /// A deploy's first process ends when the job waits for its callback, which starts the second.
        @Test func `deploys and deletions survive a kill at every point of each process`() async throws {
            let points = KillPoints()
            try await points.walkAll { try await Self.walk($0, &$1, $2, points) }
            print(await points.report)
            for kind in [KillPoint.Kind.beforeCommit, .afterCommit] {
                for process in ["deploy 1", "deploy 2", "deletion 1"] {
                    #expect(await points.kills(of: process, at: kind) >= 3, "\(process) \(kind)")
                }
            }
            for kind in [KillPoint.Kind.beforeAPIRequest, .afterAPIRequest, .afterAPIResponse] {
                // Firewall, key and server.
                #expect(await points.kills(of: "deploy 1", at: kind) >= 3, "\(kind)")
                #expect(await points.kills(of: "deletion 1", at: kind) >= 3, "\(kind)")
            }
            for kind in [KillPoint.Kind.beforeSSHRequest, .afterSSHRequest, .afterSSHResponse] {
                #expect(await points.kills(of: "deploy 2", at: kind) >= 3, "\(kind)")
            }
        }

        /// Runs sweeps that have an untracked server to find, each killed at another point; the next one finds it. A
        /// customer's server stays unchanged.
        @Test func `a sweep survives being killed at every point`() async throws {
            let points = KillPoints()
            try await Site.with { site in
                let maintain = try site.startMaintain()
                defer { maintain.signal(SIGKILL) }
                let ada = try await site.readyCustomer()
                let directory = try PointDirectory(site.state.file("points"))
                while let point = await points.take() {
                    try site.createUntrackedServer()
                    try directory.begin(point)
                    if try await site.command("sweep", meeting: directory) {
                        await points.end(at: point)
                    } else {
                        await points.count("sweep", at: point)
                    }
                    let again = try await site.command("sweep")
                    try #require(again.status == 0, "\(again.errorText)")
                    // It is kept until a person says that it goes.
                    let ids = try site.hetznerRows(
                        "SELECT id FROM servers WHERE name = 'untracked' AND deleted_at IS NULL"
                    ) { row throws(SQLiteError) in try row.int("id") }
                    for id in ids { _ = try await site.command("servers", "delete", "\(id)") }
                    try await waitUntil("the untracked server is gone after \(point)") {
                        try site.untrackedCount == 0
                    }
                }
                #expect(try site.liveServers(of: ada).count == 1)
                #expect(try site.ledger(of: ada) == ["ssh_key created", "server created"])
                #expect(try site.ledgerMismatches() == [])
            }
            print(await points.report)
            for kind in [KillPoint.Kind.beforeCommit, .afterCommit, .beforeAPIRequest, .afterAPIResponse] {
                #expect(await points.kills(of: "sweep", at: kind) >= 1, "\(kind)")
            }
        }

        /// Runs one deploy and one deletion, each killed at that point and resumed. False when neither reached it.
        private static func walk(
            _ point: KillPoint, _ customer: inout Customer, _ site: Site, _ points: KillPoints
        ) async throws -> Bool {
            try site.outdateCatalogue()
            let isDeployKilled = try await site.kill("provision", &customer, at: point, endingIn: "ready")
            if let isDeployKilled { await points.count("deploy \(isDeployKilled)", at: point) }
            try #require(try site.liveServers(of: customer).count == 1, "\(point)")
            try #require(try site.ledger(of: customer) == ["ssh_key created", "server created"], "\(point)")
            try customer.visitor.open("/dashboard")
            try #require(customer.visitor.page.contains("Rachel is running on Telegram!"), "\(point)")

            let isDeletionKilled = try await site.kill("deprovision", &customer, at: point, endingIn: "none")
            if let isDeletionKilled { await points.count("deletion \(isDeletionKilled)", at: point) }
            try await site.expectNothingLeft(of: customer)
            return isDeployKilled != nil || isDeletionKilled != nil
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
