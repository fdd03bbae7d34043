import Crypto
import HTTP
import Store
import Testing
import Time

@testable import Web

struct OnboardingTests {
    private let site: TestSite
    private let user: User.ID
    private let browser: Browser

    init() throws {
        site = try TestSite()
        user = try site.newcomer()
        browser = try site.browser(of: user)
        browser.open("/onboarding")
    }

    @Test func `accepts all three values in one form`() throws {
        let response = browser.submit(
            "/onboarding",
            [
                "bot_token": " \(Samples.botToken)\n", "owner_id": "42",
                "claude_credentials": Samples.credentials,
            ])
        #expect(response.location == "/dashboard")
        let secrets = try #require(try site.store.handOverSecrets(of: user))
        #expect(secrets.telegramBotToken.reveal() == Samples.botToken)
        #expect(secrets.ownerTelegramUserID == 42)
        #expect(secrets.claudeCredentials.reveal().contains("sk-ant-ort01-refresh"))
        #expect(!secrets.claudeCredentials.reveal().contains("of-another-service"))
        #expect(
            try site.store.onboarding(of: user).claudeCredentialsExpireAt
                == Instant(milliseconds: 1_795_300_000_000))
    }

    @Test func `one field error keeps everything from being saved`() throws {
        let response = browser.submit(
            "/onboarding",
            ["bot_token": Samples.botToken, "owner_id": "@ada", "claude_credentials": Samples.credentials])
        #expect(response.status == .badRequest)
        #expect(
            response.body.contains("<a href=\"#owner_id\">The Telegram user id is a positive whole number"))
        #expect(
            response.body.contains("aria-describedby=\"owner_id-hint owner_id-error\" aria-invalid=\"true\""))
        #expect(response.body.contains("value=\"@ada\""))
        #expect(!response.body.contains(Samples.botToken))
        #expect(!response.body.contains("sk-ant"))
        let onboarding = try site.store.onboarding(of: user)
        #expect(onboarding.ownerTelegramUserID == nil)
        #expect(!onboarding.hasClaudeCredentials)
    }

    @Test func `leaves a value without a field in the form unchanged`() throws {
        browser.submit("/onboarding", ["bot_token": Samples.botToken, "owner_id": "42"])
        browser.open("/onboarding")
        let claude = browser.submit("/onboarding", ["claude_credentials": "{}"])
        #expect(claude.status == .badRequest)
        #expect(claude.body.contains("<a href=\"#claude_credentials\">"))
        #expect(!claude.body.contains("id=\"bot_token-error\""))
        #expect(claude.body.contains("value=\"42\""))
        #expect(try site.store.onboarding(of: user).ownerTelegramUserID == 42)
    }

    @Test func `names every field when the form has none`() {
        let response = browser.submit("/onboarding")
        #expect(response.status == .badRequest)
        for field in ["bot_token", "owner_id", "claude_credentials"] {
            #expect(response.body.contains("<a href=\"#\(field)\">"))
        }
    }

    @Test func `shows that a secret is saved, but never the secret`() throws {
        browser.submit(
            "/onboarding",
            ["bot_token": Samples.botToken, "owner_id": "42", "claude_credentials": Samples.credentials])
        let page = browser.open("/onboarding")
        #expect(page.body.split(separator: "Saved</span>").count == 3)
        #expect(page.body.contains("value=\"42\""))
        #expect(!page.body.contains(Samples.botToken))
        #expect(!page.body.contains("sk-ant"))
    }

    @Test func `says when a change reaches a running server`() throws {
        let ready = try site.browser(
            of: {
                let user = try site.customer(email: "bea@example.org")
                try site.finishDeploy(under: site.deploy(of: user))
                return user
            }())
        #expect(ready.open("/onboarding").body.contains("reaches your server with the next deploy"))
    }
}
