import Crypto
import Store
import Time

@testable import Web

/// A billing service that signs by Standard Webhooks, with its newer or its older key.
struct BillingService {
    struct Delivery {
        var id: String
        var timestamp: String
        var signature: String
        var body: String

        var headers: [(String, String)] {
            [("webhook-id", id), ("webhook-timestamp", timestamp), ("webhook-signature", signature)]
        }
    }

    let secrets: [String]
    let keys: [WebhookKey]

    init() throws {
        secrets = try (0..<2).map { _ in
            "whsec_" + Base64.standard.encode(try RandomBytes.system.make(count: 32))
        }
        keys = try WebhookKey.list(Secret(secrets.joined(separator: ",")))
    }

    func delivery(_ body: String, id: String, at instant: Instant, key: Int = 0) -> Delivery {
        let timestamp = String(instant.milliseconds / 1000)
        let signature = keys[key].signature(id: id, timestamp: timestamp, body: Array(body.utf8))
        return Delivery(
            id: id, timestamp: timestamp, signature: "v1," + Base64.standard.encode(signature), body: body)
    }

    /// Returns an event in Polar's format as JSON, with `changes` in place of the usual keys of `data`.
    static func event(
        _ change: String, at instant: Instant, user: User.ID? = nil, email: String = "elsewhere@example.org",
        _ changes: [String: String] = [:]
    ) -> String {
        let usual = [
            "id": #""sub_1""#, "status": #""active""#,
            "current_period_end": #""2026-12-21T01:02:03.000000Z""#,
            "cancel_at_period_end": "false", "ends_at": "null", "customer_id": #""cus_1""#, "metadata": "{}",
            "product_id": #""prod_1""#,
            "customer": """
            {"id":"cus_1","email":"\(email)","external_id":\(user.map { "\"\($0)\"" } ?? "null")}
            """,
        ]
        let data = usual.merging(changes) { $1 }.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",")
        return """
            {"type":"subscription.\(change)","timestamp":"\(Timestamp(instant).rfc3339)","data":{\(data)}}
            """
    }
}
