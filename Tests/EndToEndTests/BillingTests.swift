import Foundation
import SQLite
import TestSupport
import Testing

/// Billing webhooks and their effect on servers, through nginx and every process.
struct BillingTests {
    private static let secrets = [
        "whsec_" + String(repeating: "QUJD", count: 8), "whsec_" + String(repeating: "REVG", count: 8),
    ]

    private static var options: SiteOptions {
        var options = SiteOptions()
        options.configuration["BILLING_WEBHOOK_SECRET"] = secrets.joined(separator: ",")
        return options
    }

    /// Sends the webhook of a change of the customer's subscription, signed by openssl.
    @discardableResult
    private func tell(
        _ change: String, _ customer: Customer, _ site: Site, id: String = UUID().uuidString, key: Int = 0
    ) throws -> HTTPReply {
        let time = ISO8601DateFormatter().string(from: .now)
        let body = """
            {"type":"subscription.\(change)","timestamp":"\(time)","data":{"id":"sub_\(customer.ownerID)",\
            "status":"active","current_period_end":"2099-01-01T00:00:00Z","cancel_at_period_end":false,\
            "customer_id":"cus_1","customer":{"id":"cus_\(customer.ownerID)","email":"\(customer.email)",\
            "external_id":null},"ends_at":null}}
            """
        let timestamp = String(Int(Date.now.timeIntervalSince1970))
        let signature = try Self.sign("\(id).\(timestamp).\(body)", with: Self.secrets[key])
        var service = site.visitor
        return try service.send(
            "POST", "/api/billing/webhook",
            headers: [
                "Content-Type: application/json", "webhook-id: \(id)", "webhook-timestamp: \(timestamp)",
                "webhook-signature: v1,\(signature)",
            ], body: Array(body.utf8))
    }

    private static func sign(_ text: String, with secret: String) throws -> String {
        let key = try #require(Data(base64Encoded: String(secret.dropFirst(6))))
        let hex = key.map { String(format: "%02x", $0) }.joined()
        let directory = try TemporaryDirectory()
        try text.write(toFile: directory.path("text"), atomically: true, encoding: .utf8)
        let run = try ProgramRun(
            "/bin/sh", "-c",
            "openssl dgst -sha256 -mac HMAC -macopt hexkey:\(hex) -binary '\(directory.path("text"))' | base64 -w0"
        )
        return run.output
    }

    private func status(of customer: Customer, _ site: Site) throws -> String? {
        let user = try site.id(of: customer)
        return try site.rows("SELECT status FROM subscriptions WHERE user_id = \(user)") {
            row throws(SQLiteError) in try row.text("status")
        }.first
    }

    @Test
    func
        `an active subscription can deploy, a canceled one keeps its server for a while, a revoked one loses it`()
        async throws
    {
        try await Site.with(Self.options) { site in
            var ada = try await site.customer()
            try site.change("UPDATE subscriptions SET status = 'none'")
            #expect(try tell("active", ada, site).text == #"{"status":"applied"}"#)
            try ada.deploy()
            try await ada.waitForPhase("ready")

            try tell("canceled", ada, site)
            #expect(try status(of: ada, site) == "grace_period")
            try ada.visitor.open("/dashboard")
            #expect(ada.visitor.page.contains("Your server stays until"))
            try tell("uncanceled", ada, site, key: 1)
            #expect(try status(of: ada, site) == "active")
            try await maintain(site)
            #expect(try site.liveServers(of: ada).count == 1)

            let (id, now) = (UUID().uuidString, Date.now)
            #expect(try tell("revoked", ada, site, id: id).text == #"{"status":"applied"}"#)
            #expect(try tell("revoked", ada, site, id: id).text == #"{"status":"repeated"}"#)
            try await ada.waitForPhase("none")
            #expect(Date.now.timeIntervalSince(now) < 60)
            try await site.expectNothingLeft(of: ada)
            try expectAudit(of: ada, site)
        }
    }

    @Test func `a subscription revoked during its deploy leaves nothing`() async throws {
        var options = Self.options
        options.setUpTime = 10
        try await Site.with(options) { site in
            var ada = try await site.customer()
            try ada.deploy()
            try await site.waitForStep("await_set_up", of: ada)
            try tell("revoked", ada, site)
            try await ada.waitForPhase("canceled")
            try await maintain(site)
            try await site.expectNothingLeft(of: ada)
        }
    }

    @Test func `the end of a grace period deletes the server unless the subscription was renewed`()
        async throws
    {
        try await Site.with(Self.options) { site in
            var (ada, bea) = (try await site.readyCustomer(), try await site.readyCustomer())
            for customer in [ada, bea] { try tell("canceled", customer, site) }
            try site.change("UPDATE subscriptions SET grace_period_ends_at = 1")
            try tell("uncanceled", bea, site)
            try await maintain(site)
            try await ada.waitForPhase("none")
            try await site.expectNothingLeft(of: ada)
            #expect(try bea.status().phase == "ready")
            #expect(try site.liveServers(of: bea).count == 1)
        }
    }

    @Test func `refuses a webhook without a valid signature`() async throws {
        try await Site.with(Self.options) { site in
            var stranger = site.visitor
            let body = Array(#"{"type":"subscription.active"}"#.utf8)
            let bare = try stranger.send("POST", "/api/billing/webhook", headers: [], body: body)
            #expect(bare.status == 400)
            let forged = try stranger.send(
                "POST", "/api/billing/webhook",
                headers: [
                    "webhook-id: a", "webhook-timestamp: \(Int(Date.now.timeIntervalSince1970))",
                    "webhook-signature: v1,\(String(repeating: "A", count: 43))=",
                ], body: body)
            #expect(forged.status == 401)
            #expect(forged.text.contains("bad_signature"))
        }
    }

    private func maintain(_ site: Site) async throws {
        let round = try await site.command("maintain", "--once")
        try #require(round.status == 0, "\(round.errorText)")
    }

    /// Checks that every change is in the audit log with its actor.
    private func expectAudit(of customer: Customer, _ site: Site) throws {
        let user = try site.id(of: customer)
        let lines = try site.rows(
            "SELECT actor, action FROM audit_log WHERE user_id = \(user) AND action LIKE 'subscription.%' ORDER BY id"
        ) { row throws(SQLiteError) in "\(try row.text("actor")) \(try row.text("action"))" }
        #expect(
            lines == [
                "operator subscription.activated", "system subscription.activated",
                "system subscription.canceled", "system subscription.activated",
                "system subscription.ended",
            ])
    }
}
