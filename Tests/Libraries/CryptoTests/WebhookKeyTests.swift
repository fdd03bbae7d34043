import Crypto
import Testing

struct WebhookKeyTests {
    /// From the specification's reference libraries.
    private let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

    @Test func `signs as the reference libraries do`() throws {
        let keys = try WebhookKey.list(Secret(secret))
        #expect(keys.count == 1)
        let signature = keys[0].signature(
            id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: "1614265330",
            body: Array(#"{"test": 2432232314}"#.utf8))
        #expect(Base64.standard.encode(signature) == "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    }

    @Test func `reads several keys, for a rotation`() throws {
        let keys = try WebhookKey.list(Secret("\(secret),whsec_\(String(repeating: "A", count: 32))"))
        #expect(keys.count == 2)
        let signatures = keys.map { $0.signature(id: "a", timestamp: "1", body: []) }
        #expect(signatures[0] != signatures[1])
    }

    @Test func `uses the text of Polar's keys as the key`() throws {
        let text = "polar_whs_0123456789abcdefghijABCDEFGHIJ"
        let key = try #require(try WebhookKey.list(Secret(text)).first)
        #expect(
            key.signature(id: "a", timestamp: "1", body: Array("{}".utf8))
                == HMACSHA256.code(for: Array("a.1.{}".utf8), key: Secret(text)))
    }

    @Test(arguments: [
        "", "whsec_", "whsec_c2hvcnQ=", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS",
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw,", "polar_whs_short",
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa w",
    ])
    func `refuses text that is no key without showing it`(text: String) throws {
        let error = #expect(throws: CryptoError.self) { try WebhookKey.list(Secret(text)) }
        #expect(text.count < 8 || error?.description.contains(text) == false)
    }
}
