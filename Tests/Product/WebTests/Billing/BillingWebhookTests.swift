import Crypto
import HTTP
import ProductSupport
import Store
import Testing
import Time

@testable import Web

/// The deliveries that the billing webhook accepts, and their effects.
struct BillingWebhookTests {
    private let site: TestSite
    private let service: BillingService
    private let user: User.ID

    init() throws {
        service = try BillingService()
        let keys = service.keys
        site = try TestSite { $0.billingKeys = keys }
        user = try site.customer()
    }

    private func post(_ delivery: BillingService.Delivery) -> Browser.Response {
        site.browser().send(
            .post, "/api/billing/webhook", headers: delivery.headers + [("Content-Type", "application/json")],
            body: delivery.body)
    }

    private func delivery(
        _ body: String? = nil, id: String = "msg_1", sentAt offset: Duration = .zero
    ) -> BillingService.Delivery {
        service.delivery(
            body ?? BillingService.event("canceled", at: site.store.now, user: user), id: id,
            at: site.store.now + offset)
    }

    private var status: Subscription.Status? {
        get throws { try site.store.subscription(of: user)?.status }
    }

    @Test func `applies a signed delivery and responds with JSON`() throws {
        let response = post(delivery())
        #expect(response.status == .ok)
        #expect(response.body == #"{"status":"applied"}"#)
        #expect(try status == .gracePeriod)
        #expect(site.log.lines.contains { $0.hasPrefix("notice billing.applied") })
    }

    @Test func `handles a repeated delivery once`() throws {
        _ = post(delivery())
        let end = try site.store.subscription(of: user)?.gracePeriodEndsAt
        try site.store.activateSubscription(of: user, until: nil, by: .operator)
        site.advance(.seconds(60))
        let repeated = post(delivery())
        #expect(repeated.status == .ok)
        #expect(repeated.body == #"{"status":"repeated"}"#)
        #expect(try status == .active)
        #expect(end != nil)
    }

    @Test func `accepts any of several signatures with any of several keys`() throws {
        var signed = delivery()
        signed.signature = "v1a,\(signed.signature.dropFirst(3)) v1,AAAA v1,? \(signed.signature)"
        #expect(post(signed).status == .ok)
        let old = service.delivery(
            BillingService.event("updated", at: site.store.now, user: user), id: "msg_2", at: site.store.now,
            key: 1)
        #expect(post(old).status == .ok)
    }

    @Test func `refuses a delivery that is not signed with our key and changes nothing`() throws {
        var forged: [BillingService.Delivery] = []
        for change in [
            { $0.signature = "" }, { $0.signature = "v1,AAAA" },
            { $0.signature = "v2" + $0.signature.dropFirst(2) },
            { $0.body += " " }, { $0.id = "msg_2" }, { $0.timestamp = "1795222924" },
            { $0.signature = String($0.signature.dropFirst(3)) },
        ] as [(inout BillingService.Delivery) -> Void] {
            var one = delivery()
            change(&one)
            forged.append(one)
        }
        for response in forged.map(post) {
            #expect(response.status == .unauthorized)
            #expect(response.body.contains("bad_signature"))
        }
        #expect(try status == .active)
    }

    @Test(arguments: [-301, 301])
    func `refuses a delivery of another time even with a valid signature`(seconds: Int) throws {
        let response = post(delivery(sentAt: .seconds(seconds)))
        #expect(response.status == .unauthorized)
        #expect(response.body.contains("stale_delivery"))
        #expect(post(delivery(sentAt: .seconds(seconds < 0 ? -299 : 299))).status == .ok)
    }

    @Test func `names the header that is malformed`() throws {
        for (name, value) in [
            ("webhook-id", ""), ("webhook-id", "a.b"), ("webhook-id", String(repeating: "a", count: 256)),
            ("webhook-timestamp", ""), ("webhook-timestamp", "-1"), ("webhook-timestamp", "1795222923.5"),
        ] {
            var one = delivery()
            if name == "webhook-id" { one.id = value } else { one.timestamp = value }
            let response = post(one)
            #expect(response.status == .badRequest)
            #expect(response.body.contains("\"field\":\"\(name)\""), "\(name) \(value): \(response.body)")
        }
    }

    @Test(arguments: [
        ("[]", "not a JSON object"), ("{", "not a JSON object"), ("{}", "\"field\":\"type\""),
        (#"{"type":7}"#, "\"field\":\"type\""), (#"{"type":"subscription.active"}"#, "\"field\":\"data\""),
        (#"{"type":"subscription.active","data":{"id":"s"}}"#, "\"field\":\"timestamp\""),
        (
            #"{"type":"subscription.active","timestamp":"yesterday","data":{"id":"s"}}"#,
            "\"field\":\"timestamp\""
        ),
        (
            #"{"type":"subscription.active","timestamp":"2026-11-21T01:02:03Z","data":{"status":"active"}}"#,
            "\"field\":\"data.id\""
        ),
        (
            #"{"type":"subscription.active","timestamp":"2026-11-21T01:02:03Z","data":{"id":"s"}}"#,
            "\"field\":\"data.status\""
        ),
        (
            #"""
            {"type":"subscription.active","timestamp":"2026-11-21T01:02:03Z",
            "data":{"id":"s","status":"active","current_period_end":"2026"}}
            """#, "\"field\":\"data.current_period_end\""
        ),
        (
            #"""
            {"type":"subscription.active","timestamp":"2026-11-21T01:02:03Z",
            "data":{"id":"s","status":"active","customer":{"email":[]}}}
            """#, "\"field\":\"data.customer.email\""
        ),
    ])
    func `names the malformed key of a signed delivery`(body: String, expected: String) throws {
        let response = post(delivery(body))
        #expect(response.status == .badRequest)
        #expect(response.body.contains(expected), "\(response.body)")
        #expect(response.headers["Content-Type"] == "application/json")
        // The refused delivery was not recorded as handled: corrected, it is applied.
        #expect(post(delivery()).body == #"{"status":"applied"}"#)
    }

    @Test func `acknowledges an event that changes nothing here`() throws {
        for body in [
            #"{"type":"order.created","data":{}}"#, #"{"type":"benefit.updated"}"#,
            BillingService.event("updated", at: site.store.now, user: user, ["status": "\"incomplete\""]),
            BillingService.event("updated", at: site.store.now, user: user, ["status": "\"paused\""]),
        ] {
            let response = post(delivery(body, id: "msg_\(body.count)"))
            #expect(response.status == .accepted)
            #expect(response.body == #"{"status":"ignored"}"#)
        }
        #expect(try status == .active)
    }

    @Test func `acknowledges an event without a customer and logs an error`() throws {
        let body = BillingService.event("active", at: site.store.now, email: "nobody@example.org")
        let response = post(delivery(body))
        #expect(response.status == .accepted)
        #expect(response.body == #"{"status":"unclaimed"}"#)
        #expect(site.log.lines.contains { $0.hasPrefix("error billing.customer_unknown") })
    }

    @Test func `launches the job that deletes a revoked customer's server`() throws {
        try site.finishDeploy(under: site.deploy(of: user))
        let body = BillingService.event("revoked", at: site.store.now, user: user)
        #expect(post(delivery(body)).status == .ok)
        let job = try #require(try site.store.latestJob(of: user))
        #expect(job.kind == .deprovision)
        #expect(site.calls.launched == [job.id])
    }

    @Test func `cancels a revoked customer's deploy and launches its job`() throws {
        let lease = try site.deploy(of: user)
        try site.park(lease)
        let body = BillingService.event("revoked", at: site.store.now, user: user)
        #expect(post(delivery(body)).body == #"{"status":"applied"}"#)
        #expect(site.calls.launched == [lease.job])
    }

    @Test func `refuses deliveries without a configured key and logs which key to set`() throws {
        let unset = try TestSite()
        let response = unset.browser().send(.post, "/api/billing/webhook", body: "{}")
        #expect(response.status == .serviceUnavailable)
        #expect(response.headers["Retry-After"] == "3600")
        #expect(
            unset.log.lines.contains {
                $0.hasPrefix("error billing.not_configured") && $0.contains("BILLING_WEBHOOK_SECRET")
            })
    }

    @Test func `never shows or logs a key`() throws {
        var forged = delivery()
        forged.signature = "v1,AAAA"
        let said = [post(delivery()), post(forged)].map(\.body).joined() + site.log.lines.joined()
        for secret in service.secrets { #expect(!said.contains(secret)) }
    }
}
