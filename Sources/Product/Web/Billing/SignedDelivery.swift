import Crypto
import HTTP
import Store
import Time

/// A webhook delivery with a valid signature: its sender knows one of our keys
/// (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md).
struct SignedDelivery {
    /// The largest accepted difference between the delivery's timestamp and our clock, in both directions.
    static let tolerance: Duration = .seconds(300)
    private static let maxIDBytes = 255
    /// A sender that rotates its key signs with two.
    private static let maxSignatures = 16

    /// The delivery's id, which is the same when the delivery is repeated.
    let id: String

    /// Throws an `HTTPProblem`: 400 for headers that are malformed, 401 for a signature that is missing, wrong or old.
    init(_ request: Request, keys: [WebhookKey], now: Instant) throws(HTTPProblem) {
        let id = try Self.id(request.headers["webhook-id"])
        let timestamp = request.headers["webhook-timestamp"] ?? ""
        let sentAt = try Self.instant(timestamp)
        let expected = keys.map { $0.signature(id: id, timestamp: timestamp, body: request.body) }
        guard Self.hasSignature(in: request.headers["webhook-signature"] ?? "", among: expected) else {
            throw .badSignature
        }
        // Two such instants are close enough for their difference to have a magnitude.
        guard abs((now - sentAt).milliseconds) <= Self.tolerance.milliseconds else { throw .staleDelivery }
        self.id = id
    }

    /// The id must not hold a full stop, since a full stop separates it from the timestamp in the signed text.
    private static func id(_ text: String?) throws(HTTPProblem) -> String {
        guard let text, (1...maxIDBytes).contains(text.utf8.count),
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: ".") })
        else {
            throw .invalidField("webhook-id", "webhook-id is not a name of 1 to \(maxIDBytes) characters.")
        }
        return text
    }

    /// Whole seconds since 1970.
    private static func instant(_ text: String) throws(HTTPProblem) -> Instant {
        guard (1...12).contains(text.utf8.count), text.utf8.allSatisfy(\.isASCIIDigit),
            let seconds = Int64(text)
        else { throw .invalidField("webhook-timestamp", "webhook-timestamp is not a count of seconds.") }
        return Instant(milliseconds: seconds * 1000)
    }

    /// True when one of the header's signatures is expected. Ignores versions other than `v1`, which we can't check.
    private static func hasSignature(in header: String, among expected: [[UInt8]]) -> Bool {
        header.split(separator: " ", maxSplits: maxSignatures).contains { part in
            guard part.hasPrefix("v1,"), let given = Base64.standard.decode(String(part.dropFirst(3))) else {
                return false
            }
            return expected.contains { ConstantTime.equal($0, given) }
        }
    }
}
