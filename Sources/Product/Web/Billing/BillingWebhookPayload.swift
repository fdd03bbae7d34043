import Store
import Time

/// The content of a billing service's delivery, in Polar's format
/// (https://polar.sh/docs/integrate/webhooks/events).
enum BillingWebhookPayload {
    case event(BillingEvent)
    /// An event that changes nothing here.
    case ignored(type: String)

    private static let maxNameBytes = 255

    /// Ignores events of other products than these; an empty set stands for all products. Throws an `HTTPProblem`
    /// which names the key that is missing or malformed.
    init(body: [UInt8], products: Set<String> = []) throws(HTTPProblem) {
        guard let json = JSONValue(json: body), case .object = json else {
            throw .badRequest("The body is not a JSON object.")
        }
        let type = try Self.name(json["type"], "type")
        guard let change = Change(rawValue: type) else {
            self = .ignored(type: type)
            return
        }
        guard let data = json["data"], case .object = data else {
            throw .invalidField("data", "data is not an object.")
        }
        let product = try Self.optionalName(data["product_id"], "data.product_id")
        guard products.isEmpty || product.map(products.contains) == true else {
            self = .ignored(type: type)
            return
        }
        guard let at = try Self.instant(json["timestamp"], "timestamp") else {
            throw .invalidField("timestamp", "timestamp is missing.")
        }
        let (id, customer) = (try Self.name(data["id"], "data.id"), try Self.customer(in: data))
        guard let status = try change.subscriptionStatus(data) else {
            self = .ignored(type: type)
            return
        }
        self = .event(
            BillingEvent(type: type, at: at, subscriptionID: id, customer: customer, status: status))
    }

    /// Returns the paying customer, with our own id if the checkout received it as the customer's `external_id` or in
    /// the metadata.
    private static func customer(in data: JSONValue) throws(HTTPProblem) -> BillingCustomer {
        let customer = data["customer"]
        let known = [customer?["external_id"]?.string, data["metadata"]?["user_id"]?.string]
        let customerID = try optionalName(data["customer_id"], "data.customer_id")
        return BillingCustomer(
            userID: known.lazy.compactMap { $0 }.compactMap { User.ID($0) }.first,
            id: try optionalName(customer?["id"], "data.customer.id") ?? customerID,
            email: try optionalName(customer?["email"], "data.customer.email"))
    }

    private static func name(_ value: JSONValue?, _ field: String) throws(HTTPProblem) -> String {
        guard let name = try optionalName(value, field) else {
            throw .invalidField(field, "\(field) is missing.")
        }
        return name
    }

    private static func optionalName(_ value: JSONValue?, _ field: String) throws(HTTPProblem) -> String? {
        switch value {
        case nil, .null: return nil
        case .string(let text) where (1...maxNameBytes).contains(text.utf8.count): return text
        default: throw .invalidField(field, "\(field) is not text of 1 to \(maxNameBytes) bytes.")
        }
    }

    /// Nil where the key is missing or null.
    fileprivate static func instant(_ value: JSONValue?, _ field: String) throws(HTTPProblem) -> Instant? {
        guard let text = try optionalName(value, field) else { return nil }
        guard let instant = Instant(rfc3339: text) else {
            throw .invalidField(field, "\(field) is not a time as 2026-11-21T01:02:03Z.")
        }
        return instant
    }
}

/// The changes of a subscription that we act on.
private enum Change: String {
    case active = "subscription.active"
    case updated = "subscription.updated"
    case canceled = "subscription.canceled"
    case uncanceled = "subscription.uncanceled"
    case revoked = "subscription.revoked"

    /// The subscription's status after the change; nil when nothing changes here.
    ///
    /// Polar sends `updated` with each of the others, and calls a subscription active until the end of the paid
    /// period, canceled or not: so the keys decide, not the name of the change alone.
    func subscriptionStatus(_ data: JSONValue) throws(HTTPProblem) -> BillingEvent.Status? {
        if self == .revoked { return .ended }
        let status = data["status"]?.string
        guard status != nil || self == .canceled else {
            throw .invalidField("data.status", "data.status is not text.")
        }
        let isPaid = status == "active" || status == "trialing"
        let periodEnd = try BillingWebhookPayload.instant(
            data["current_period_end"], "data.current_period_end")
        let end = try BillingWebhookPayload.instant(data["ends_at"], "data.ends_at")
        let isCanceled = data["cancel_at_period_end"] == .bool(true)
        if self == .canceled || (isPaid && isCanceled) {
            return .ending(paidUntil: end ?? (isPaid && isCanceled ? periodEnd : nil))
        }
        return switch status {
        case "active", "trialing": .active(until: periodEnd)
        // Only `revoked` deletes the server at once, since a deletion can't be undone.
        case "past_due", "unpaid", "canceled": .ending(paidUntil: end)
        // Not paid for yet, or a status that we don't know.
        default: nil
        }
    }
}
