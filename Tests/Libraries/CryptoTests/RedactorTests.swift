import Crypto
import Testing

@Suite struct RedactorTests {
    static let env = Secret("TELEGRAM_BOT_TOKEN=123456:AAF-abcdefghij\nOWNER=42\n")
    static let json = Secret(#"{"accessToken":"sk-ant-oat01-abcdef"}"#)

    @Test(arguments: [
        "sh: 1: TELEGRAM_BOT_TOKEN=123456:AAF-abcdefghij: not found",
        "unexpected \"sk-ant-oat01-abcdef\" at 1:17",
        "sk-ant-oat01-abcdefsk-ant-oat01-abcdef", #"{"accessToken":"sk-ant-oat01-abcdef"}"#,
    ])
    func `removes secrets and their pieces`(text: String) {
        let redacted = Redactor([Self.env, Self.json]).redact(text)
        #expect(redacted.contains(Secret.placeholder))
        #expect(!redacted.contains("abcdef"))
    }

    @Test func `removes a secret quoted in part, from eight bytes on`() {
        let redactor = Redactor([Secret("abcdefghijklmnop")])
        #expect(redactor.redact("for token 'abcdefghijk...'") == "for token '‹secret›...'")
        #expect(redactor.redact("ends in ijklmnop") == "ends in ‹secret›")
        #expect(redactor.redact("abcdefg is chance") == "abcdefg is chance")
        #expect(redactor.redact("abcdefghabcdefgh") == "‹secret›")
    }

    @Test func `leaves other text unchanged`() {
        #expect(Redactor([Self.env]).redact("disk full, OWNER unknown") == "disk full, OWNER unknown")
        #expect(Redactor([]).redact("disk full") == "disk full")
        #expect(Redactor([Secret("")]).redact("disk full") == "disk full")
    }

    @Test func `removes a short secret as a whole`() {
        #expect(Redactor([Secret("aab")]).redact("aaab aa aab") == "a‹secret› aa ‹secret›")
    }
}
