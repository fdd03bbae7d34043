import Crypto
import HTTP
import Store
import Testing

/// A customer's whole journey in a browser.
struct WholePathTests {
    @Test func `someone signs up, connects their accounts, deploys and deletes the server`() throws {
        let site = try TestSite()
        let browser = site.browser()
        browser.open("/sign-up")
        let signUp = browser.submit(
            "/sign-up", ["name": "Ada", "email": "ada@example.org", "password": "a long enough password"])
        #expect(signUp.status == .seeOther)
        #expect(signUp.location == "/dashboard")
        let user = try #require(try site.store.user(email: "ada@example.org")).id

        browser.open("/dashboard")
        #expect(browser.page.contains("Deploying needs an active subscription."))
        #expect(browser.page.contains("href=\"/subscription\""))
        try site.store.activateSubscription(of: user, until: nil, by: .operator)
        browser.open("/dashboard")
        #expect(browser.page.contains("href=\"/onboarding\">Finish the set-up"))
        #expect(!browser.page.contains("Deploy Rachel"))

        browser.open("/onboarding")
        let bot = browser.submit(
            "/onboarding", ["bot_token": Samples.botToken, "owner_id": "123456789"])
        #expect(bot.location == "/onboarding")
        browser.open("/onboarding")
        let claude = browser.submit("/onboarding", ["claude_credentials": Samples.credentials])
        #expect(claude.location == "/dashboard")

        browser.open("/dashboard")
        #expect(browser.page.contains("Deploy Rachel"))
        #expect(browser.submit("/deploy").location == "/dashboard")
        let job = try #require(site.calls.launched.first)
        browser.open("/dashboard")
        #expect(browser.page.contains("Preparing your VPS..."))
        #expect(browser.page.contains("<meta http-equiv=\"refresh\" content=\"3\">"))

        let lease = try #require(
            try site.store.takeLease(of: job, owner: "test", duration: .seconds(3600)))
        try site.finishDeploy(under: lease)
        browser.open("/dashboard")
        #expect(browser.page.contains("✓ Rachel is running on Telegram!"))
        #expect(browser.page.contains("192.0.2.7"))
        #expect(!browser.page.contains("http-equiv"))

        browser.open("/delete-server")
        #expect(browser.submit("/delete-server").location == "/dashboard")
        #expect(site.calls.launched.count == 2)
        browser.open("/dashboard")
        #expect(browser.page.contains("Deleting your server..."))
        #expect(browser.submit("/sign-out").location == "/")
        #expect(browser.open("/dashboard").location == "/sign-in")
    }
}
