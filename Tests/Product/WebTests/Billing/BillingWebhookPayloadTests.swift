import Store
import Testing
import Time

@testable import Web

/// The meaning of each of the billing service's events.
struct BillingWebhookPayloadTests {
    private let at = Instant(milliseconds: 1_795_222_923_045)
    private let periodEnd = Instant(milliseconds: 1_797_814_923_000)

    private func event(_ change: String, _ changes: [String: String] = [:]) throws -> BillingEvent? {
        let body = BillingService.event(change, at: at, changes)
        guard case .event(let event) = try BillingWebhookPayload(body: Array(body.utf8)) else { return nil }
        return event
    }

    @Test func `reads an event's time, subscription and customer`() throws {
        let event = try #require(try event("active"))
        #expect(event.type == "subscription.active")
        #expect(event.at == at)
        #expect(event.subscriptionID == "sub_1")
        #expect(
            event.customer == BillingCustomer(userID: nil, id: "cus_1", email: "elsewhere@example.org"))
        #expect(event.status == .active(until: periodEnd))
    }

    @Test(arguments: [(["prod_1", "prod_2"], true), (["prod_2"], false), ([], true)])
    func `ignores the events of other products`(products: [String], isOurs: Bool) throws {
        let body = Array(BillingService.event("active", at: at).utf8)
        let notice = try BillingWebhookPayload(body: body, products: Set(products))
        guard case .event = notice else { return #expect(!isOurs) }
        #expect(isOurs)
    }

    @Test func `ignores an event without a product when products are configured`() throws {
        let body = Array(BillingService.event("active", at: at, ["product_id": "null"]).utf8)
        guard case .ignored = try BillingWebhookPayload(body: body, products: ["prod_1"]) else {
            throw UnexpectedState()
        }
        #expect(try event("active", ["product_id": "null"]) != nil)
    }

    @Test func `reads our own id from the customer or from the metadata`() throws {
        let (first, second) = (try User.ID.random(), try User.ID.random())
        let metadata = ["metadata": #"{"user_id":"\#(second)"}"#]
        #expect(try event("active", metadata)?.customer.userID == second)
        var both = metadata
        both["customer"] = #"{"external_id":"\#(first)"}"#
        #expect(try event("active", both)?.customer.userID == first)
        both["customer"] = #"{"external_id":"usr_1337"}"#
        #expect(try event("active", both)?.customer.userID == second)
        #expect(try event("active", both)?.customer.id == "cus_1")
    }

    @Test(arguments: ["active", "updated", "uncanceled"])
    func `active and trialing subscriptions are active`(change: String) throws {
        for status in [#""active""#, #""trialing""#] {
            #expect(try event(change, ["status": status])?.status == .active(until: periodEnd))
            let open = ["status": status, "current_period_end": "null"]
            #expect(try event(change, open)?.status == .active(until: nil))
        }
    }

    @Test(arguments: ["canceled", "updated", "active"])
    func `a canceled subscription is ending in every event, though it is paid for a while`(change: String)
        throws
    {
        let canceled = ["cancel_at_period_end": "true", "ends_at": #""2026-12-01T00:00:00Z""#]
        let end = try #require(Instant(rfc3339: "2026-12-01T00:00:00Z"))
        #expect(try event(change, canceled)?.status == .ending(paidUntil: end))
        let without = ["cancel_at_period_end": "true"]
        #expect(try event(change, without)?.status == .ending(paidUntil: periodEnd))
    }

    @Test func `a cancelation without an end date has only its grace period`() throws {
        #expect(try event("canceled")?.status == .ending(paidUntil: nil))
        #expect(try event("canceled", ["status": "null"])?.status == .ending(paidUntil: nil))
    }

    @Test(arguments: ["past_due", "unpaid", "canceled"])
    func `an unpaid update begins the grace period, since only revoked deletes a server`(status: String)
        throws
    {
        #expect(try event("updated", ["status": "\"\(status)\""])?.status == .ending(paidUntil: nil))
    }

    @Test func `revoked ends the subscription whatever its other keys say`() throws {
        #expect(try event("revoked")?.status == .ended)
        #expect(try event("revoked", ["status": "null"])?.status == .ended)
    }
}
