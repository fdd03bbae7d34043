/// A key that signs webhooks by the Standard Webhooks scheme, symmetric
/// (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md).
package struct WebhookKey: Sendable {
    /// The limit of keys; a rotation needs two.
    package static let maxKeys = 8
    /// The key lengths that the specification allows.
    private static let byteCounts = 24...64
    private static let standardPrefix = "whsec_"
    /// Polar's keys are not base 64 of anything: their text itself is the key.
    private static let polarPrefix = "polar_whs_"

    private let bytes: Secret

    /// Reads keys separated by commas, each `whsec_` and 24 to 64 bytes in base 64, or Polar's `polar_whs_…`.
    /// - Throws: `.malformed`, naming the wrong key by its position.
    package static func list(_ text: Secret) throws(CryptoError) -> [WebhookKey] {
        try text.withBytes { (text) throws(CryptoError) -> [WebhookKey] in
            let parts = text.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
            guard parts.count <= maxKeys else {
                throw CryptoError(.tooLong, "read webhook keys", "more than \(maxKeys) keys")
            }
            var keys: [WebhookKey] = []
            for (index, part) in parts.enumerated() {
                guard let key = WebhookKey(UnsafeRawBufferPointer(rebasing: part)) else {
                    throw CryptoError(
                        .malformed, "read webhook keys",
                        "key \(index + 1) is neither whsec_ and 24 to 64 bytes in base 64 nor polar_whs_…")
                }
                keys.append(key)
            }
            return keys
        }
    }

    private init?(_ text: UnsafeRawBufferPointer) {
        if text.starts(with: Self.standardPrefix.utf8) {
            let digits = UnsafeRawBufferPointer(rebasing: text[Self.standardPrefix.utf8.count...])
            guard let bytes = Base64.standard.decodeSecret(digits), Self.byteCounts.contains(bytes.count)
            else { return nil }
            self.bytes = bytes
        } else if text.starts(with: Self.polarPrefix.utf8), Self.byteCounts.contains(text.count) {
            bytes = Secret(byteCount: text.count) { $0.copyMemory(from: text) }
        } else {
            return nil
        }
    }

    /// A delivery's signature of 32 bytes. Compare them with `ConstantTime.equal`.
    package func signature(id: String, timestamp: String, body: [UInt8]) -> [UInt8] {
        HMACSHA256.code(for: Array("\(id).\(timestamp).".utf8) + body, key: bytes)
    }
}
