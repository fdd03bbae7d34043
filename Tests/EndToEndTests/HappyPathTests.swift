import TestSupport
import Testing

/// A deploy without trouble, from the click to a running Rachel.
struct HappyPathTests {
    @Test(arguments: ["ed25519", "rsa-4096"])
    func `a click on Deploy leads to a running Rachel`(keyType: String) async throws {
        var options = SiteOptions()
        options.keyType = keyType
        try await Site.with(options) { site in
            var ada = try await site.customer()
            let reply = try ada.deploy()
            #expect(reply.status == 303)
            #expect(reply["location"] == "/dashboard")
            let status = try await ada.waitForPhase("ready")

            try checkPages(&ada, status)
            try checkMachine(of: ada, site)
            try checkRecords(of: ada, status, site)
            try checkCalls(site)
        }
    }

    private func checkPages(_ ada: inout Customer, _ status: Status) throws {
        let address = try #require(status.address)
        try ada.visitor.open("/dashboard")
        #expect(ada.visitor.page.contains("✓ Rachel is running on Telegram!"))
        #expect(ada.visitor.page.contains(address))
        #expect(!ada.visitor.page.contains("http-equiv=\"refresh\""))
        #expect(status.message == "✓ Rachel is running on Telegram!")
        #expect(status.steps.map(\.state) == Array(repeating: "done", count: 5))
        #expect(status.error == nil && !status.canDeploy)
    }

    private func checkMachine(of ada: Customer, _ site: Site) throws {
        let machine = try site.machine(of: ada)
        let credentials = try machine.file("/home/rachel/.claude/.credentials.json")
        #expect(credentials.access == "600 rachel:rachel")
        #expect(credentials.content == ada.credentials)
        let settings = try machine.file("/home/rachel/rachel8/.env")
        #expect(settings.access == "600 rachel:rachel")
        #expect(
            settings.content == """
                TELEGRAM_BOT_TOKEN=\(ada.botToken)
                OWNER_TELEGRAM_USER_ID=\(ada.ownerID)
                AI_PROVIDER=claudecode
                SHARED_FOLDER_PATH=/home/rachel/shared
                NODE_ENV=production
                """)
        #expect(try machine.run("systemctl is-active rachel8.service") == "active")
        #expect(try machine.run("systemctl is-enabled rachel8.service") == "enabled")
        #expect(try machine.run("journalctl -u rachel8 -n 1 -o cat").contains("Rachel is listening"))
        #expect(try machine.run("test -d /home/rachel/shared && echo there") == "there")
    }

    private func checkRecords(of ada: Customer, _ status: Status, _ site: Site) throws {
        let job = try #require(try site.jobs(of: ada).first)
        let history = try site.history(of: job)
        #expect(
            history == [
                "prepare finished", "create finished", "await_set_up finished", "hand_over finished",
                "verify finished", "finish finished",
            ])
        #expect(status.steps.allSatisfy { $0.durationMs != nil })
        #expect(try site.ledger(of: ada) == ["ssh_key created", "server created"])
        let server = try #require(try site.liveServers(of: ada).first)
        let record = try site.record(of: ada)
        #expect(record["provisioning_status"] == "ready" && record["vps_provisioned"] == "1")
        #expect(record["vps_ip_address"] == status.address)
        #expect(record["vps_hostname"] == server.name)
        #expect(record["hetzner_server_id"] == "\(server.id)")
        #expect(record["hetzner_ssh_key_id"] != nil && record["provisioned_at"] != nil)
        #expect(record["provisioning_error"] == nil && record["deprovisioned_at"] == nil)
    }

    /// The hourly budget of calls bounds how many customers a project can serve.
    private func checkCalls(_ site: Site) throws {
        let calls = try site.calls()
        #expect(calls.count <= 13, "\(calls)")
        #expect(calls.filter { $0.hasPrefix("POST /v1/servers ") }.count == 1)
    }
}
