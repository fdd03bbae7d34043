import Crypto
import Store
import Testing
import Time

@testable import Web

struct ClaudeCredentialsTests {
    @Test func `takes the CLI's whole sign-in and no other in the same file`() throws {
        let credentials = try ClaudeCredentials("\n" + Samples.credentials + "\n")
        #expect(
            credentials.document.reveal() == """
                {"claudeAiOauth":{"accessToken":"sk-ant-oat01-access","expiresAt":1795300000000,\
                "refreshToken":"sk-ant-ort01-refresh","scopes":["user:inference","user:profile"],\
                "subscriptionType":"max"}}
                """)
        #expect(credentials.expiresAt == Instant(milliseconds: 1_795_300_000_000))
        let again = try ClaudeCredentials(credentials.document.reveal())
        #expect(again.document == credentials.document)
    }

    @Test(arguments: [
        ("", "Paste the content of the file .credentials.json."),
        ("sk-ant-oat01-access", "not JSON"), ("{\"claudeAiOauth\":", "not JSON"), ("[]", "not JSON"),
        ("\"text\"", "not JSON"), ("{\"claudeAiOauth\":{}} trailing", "not JSON"),
        ("{}", "no \"claudeAiOauth\" object"), ("{\"claudeAiOauth\":\"x\"}", "no \"claudeAiOauth\" object"),
        ("{\"claudeAiOauth\":{}}", "no \"accessToken\""),
        ("{\"claudeAiOauth\":{\"accessToken\":\"a\"}}", "no \"refreshToken\""),
        (
            "{\"claudeAiOauth\":{\"accessToken\":1,\"refreshToken\":\"r\"}}",
            "\"accessToken\" in the credentials"
        ),
        (
            "{\"claudeAiOauth\":{\"accessToken\":\"\",\"refreshToken\":\"r\"}}",
            "\"accessToken\" in the credentials"
        ),
        (
            "{\"claudeAiOauth\":{\"accessToken\":\"a\",\"refreshToken\":\"r\\nX\"}}",
            "\"refreshToken\" in the credentials"
        ),
        ("{\"claudeAiOauth\":{\"accessToken\":\"a\",\"refreshToken\":\"r\"}}", "no \"expiresAt\""),
        (
            "{\"claudeAiOauth\":{\"accessToken\":\"a\",\"refreshToken\":\"r\",\"expiresAt\":\"soon\"}}",
            "\"expiresAt\" in the credentials"
        ),
        (
            "{\"claudeAiOauth\":{\"accessToken\":\"a\",\"refreshToken\":\"r\",\"expiresAt\":-5}}",
            "\"expiresAt\" in the credentials"
        ),
        (
            "{\"claudeAiOauth\":{\"accessToken\":\"a\",\"refreshToken\":\"r\",\"expiresAt\":1.5}}",
            "\"expiresAt\" in the credentials"
        ),
    ])
    func `names the key that is missing or malformed`(pasted: String, named: String) {
        let error = #expect(throws: InvalidInput.self) { try ClaudeCredentials(pasted) }
        #expect(error?.message.contains(named) == true)
    }

    @Test func `refuses a file or token that is too large and a document that nests too deep`() {
        let huge = "{\"claudeAiOauth\":\"" + String(repeating: "a", count: 16 << 10) + "\"}"
        let token = String(repeating: "a", count: 4097)
        let longToken =
            "{\"claudeAiOauth\":{\"accessToken\":\"\(token)\",\"refreshToken\":\"r\",\"expiresAt\":1}}"
        let deep = String(repeating: "[", count: 8000) + String(repeating: "]", count: 8000)
        for (text, named) in [(huge, "16384 bytes"), (longToken, "accessToken"), (deep, "not JSON")] {
            let error = #expect(throws: InvalidInput.self) { try ClaudeCredentials(text) }
            #expect(error?.message.contains(named) == true)
        }
    }
}
