import SQLite
import TestSupport
import Testing

/// Deletion of a server: whatever Hetzner says, the customer's record is cleared and no pending deletion is lost.
@Suite(.serialized, .sharedSite())
struct DeprovisionTests {
    @Test func `the button asks for confirmation, then deletes the server and its records`() async throws {
        let site = try Site.shared
        var ada = try await site.readyCustomer()
        let address = try #require(try ada.status().address)
        try ada.visitor.open("/delete-server")
        #expect(ada.visitor.page.contains(address))
        let screen = ada.visitor
        #expect(try ada.visitor.submit("/delete-server")["location"] == "/dashboard")
        try await ada.waitForPhase("none")
        try await site.expectNothingLeft(of: ada)
        #expect(try site.record(of: ada)["deprovisioned_at"] != nil)
        try ada.visitor.open("/dashboard")
        #expect(ada.visitor.page.contains("Your last server was deleted on"))
        #expect(ada.visitor.page.contains(">Deploy Rachel</button>"))

        var tab = screen
        #expect(try tab.submit("/delete-server")["location"] == "/dashboard")
        #expect(try tab.open("/delete-server")["location"] == "/dashboard")
        #expect(try site.jobs(of: ada).count == 2)
    }

    @Test func `several clicks start one deletion`() async throws {
        let site = try Site.shared
        var ada = try await site.readyCustomer()
        try ada.visitor.open("/delete-server")
        let screen = ada.visitor
        let replies = try await inParallel(6) { _ in
            var tab = screen
            return try tab.submit("/delete-server")
        }
        #expect(replies.allSatisfy { $0.status == 303 })
        try await ada.waitForPhase("none")
        #expect(try site.jobs(of: ada).count == 2)
        try await site.expectNothingLeft(of: ada)
    }

    @Test func `the command deletes the server and may be repeated`() async throws {
        let site = try Site.shared
        let ada = try await site.readyCustomer()
        let first = try await site.command("deprovision", "--user", ada.email)
        #expect(first.status == 0, "\(first.errorText)")
        try await site.expectNothingLeft(of: ada)
        let second = try await site.command("deprovision", "--user", ada.email)
        #expect(second.status == 0)
        #expect(second.output == "there is nothing to delete\n")
        let job = try #require(try site.jobs(of: ada).last)
        #expect(try await site.command("deprovision", job).status == 0)
        #expect(try site.jobs(of: ada).count == 2)
    }

    @Test func `a server already missing at Hetzner counts as deleted`() async throws {
        let site = try Site.shared
        var ada = try await site.readyCustomer()
        try await site.deleteAtHetzner(ada)
        try ada.deleteServer()
        try await ada.waitForPhase("none")
        try await site.expectNothingLeft(of: ada)
    }

    @Test func `clears the record when Hetzner fails, and keeps the deletion pending in the ledger`()
        async throws
    {
        let site = try Site.shared
        var ada = try await site.readyCustomer()
        try site.inject("server-error:call=DELETE /servers/*")
        try ada.deleteServer()
        try await ada.waitForPhase("deleting")
        try await waitUntil("a refusal is recorded") { try site.lastError(of: ada) != nil }
        let record = try site.record(of: ada)
        #expect(record["hetzner_server_id"] == nil && record["vps_ip_address"] == nil)
        #expect(record["deprovisioned_at"] != nil)
        try await waitUntil("all but the server is gone") { try site.ledger(of: ada) == ["server deleting"] }
        try site.ageStep(of: ada, by: .seconds(121))
        let status = try await ada.waitForPhase("none")
        #expect(status.error == nil && status.canDeploy)
        #expect(try site.ledger(of: ada) == ["server deleting"])
        #expect(try site.liveServers(of: ada).count == 1)

        try site.recover()
        #expect(try await site.command("deprovision", "--user", ada.email).status == 0)
        try await site.expectNothingLeft(of: ada)
    }

    @Test func `a pending deletion does not block the next deploy, and maintenance completes it`()
        async throws
    {
        let site = try Site.shared
        var ada = try await site.readyCustomer()
        try site.inject("token-rejected:call=DELETE /servers/*")
        try ada.deleteServer()
        try await waitUntil("a refusal is recorded") { try site.lastError(of: ada) != nil }
        try site.ageStep(of: ada, by: .seconds(121))
        try await ada.waitForPhase("none")
        try site.recover()
        try ada.deploy()
        try await ada.waitForPhase("ready")
        #expect(try site.servers(of: ada).count == 2)
        #expect(try site.liveServers(of: ada).count == 1)

        // Hetzner deletes some time after it accepted the call; maintenance retries an hour later.
        try site.change("UPDATE resources SET updated_at = updated_at - 3600000 WHERE state = 'deleting'")
        #expect(try await site.command("maintain", "--once").status == 0)
        let ledger = try site.ledger(of: ada)
        #expect(ledger == ["ssh_key created", "server created"])
    }

    @Test func `refuses to delete during a deploy`() async throws {
        let site = try Site.shared
        var ada = try await site.customer()
        try site.inject("slow:call=POST /servers,seconds=10,times=1")
        try ada.visitor.open("/onboarding")
        let token = try PageForm(action: "/sign-out", on: ada.visitor.page)["csrf_token"]
        try ada.deploy()
        let reply = try ada.visitor.post("/delete-server", [("csrf_token", token ?? "")])
        #expect(reply.status == 409)
        #expect(reply.text.contains("A server can be deleted once its deploy has ended."))
        let command = try await site.command("deprovision", "--user", ada.email)
        #expect(command.status == 1)
        #expect(command.errorText.contains("a deploy is under way"))
        try await ada.waitForPhase("ready")
    }
}

extension Site {
    /// The last error of the customer's failed deletions.
    fileprivate func lastError(of customer: Customer) throws -> String? {
        let user = try id(of: customer)
        return try rows(
            "SELECT last_error FROM resources WHERE user_id = \(user) AND last_error IS NOT NULL"
        ) { row throws(SQLiteError) in try row.text("last_error") }.first
    }

    /// Deletes the server without the product, as an operator does in Hetzner's console.
    fileprivate func deleteAtHetzner(_ customer: Customer) async throws {
        let server = try #require(try liveServers(of: customer).first)
        let reply = try visitor.sent(
            "DELETE", "/v1/servers/\(server.id)", headers: ["Authorization: Bearer \(state.hetznerToken)"])
        #expect(reply.status == 200)
        try await waitUntil("the server is gone") { try liveServers(of: customer).isEmpty }
    }
}
