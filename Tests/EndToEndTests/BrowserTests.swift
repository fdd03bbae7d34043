import TestSupport
import Testing

/// The site in a real browser, with JavaScript turned off.
@Suite(.serialized, .sharedSite())
struct BrowserTests {
    @Test func `signs up, deploys and deletes a server without JavaScript`() async throws {
        let front = try ShippedFront()
        try await Site.with(front.options) { site in
            let nginx = try front.serve(site)
            defer { nginx.stop() }
            let ada = Customer(site)
            let browser = try Chromium(width: 1280, height: 900)
            try await signUp(ada, browser, at: front.url + "/", site)
            try connectAccounts(ada, browser, at: front.url + "/onboarding")

            try browser.waitForText("Deploy Rachel</button>")
            try browser.follow("form[action='/deploy'] button")
            try browser.waitForText("Installing software and configuring system...")
            try browser.waitForText("✓ Rachel is running on Telegram!")
            let address = try #require(try site.record(of: ada)["vps_ip_address"])
            #expect(try browser.html().contains(address))

            try browser.follow("a[href='/delete-server']")
            try browser.follow("form[action='/delete-server'] button")
            try browser.waitForText("Your last server was deleted on")
            try await site.expectNothingLeft(of: ada)

            #expect(try browser.guardedCookies() == ["__Host-rachel_session"])
            let log = try front.accessLog()
            for path in ["/sign-up", "/onboarding", "/deploy", "/delete-server"] {
                #expect(log.contains(.init(method: "POST", path: path, status: 303)), "\(path)")
            }
        }
    }

    private func signUp(_ ada: Customer, _ browser: Chromium, at url: String, _ site: Site) async throws {
        try browser.open(url)
        try browser.waitForText("Rachel")
        try browser.follow("a[href='/sign-up']")
        try browser.type("Ada", into: "#name")
        try browser.type(ada.email, into: "#email")
        try browser.type(ada.password, into: "#password")
        try browser.follow("main button[type=submit]")
        try browser.waitForText("Deploying needs an active subscription.")
        let activation = try await site.command("subscription", "activate", ada.email)
        #expect(activation.status == 0)
    }

    private func connectAccounts(_ ada: Customer, _ browser: Chromium, at url: String) throws {
        try browser.open(url)
        try browser.type(ada.botToken, into: "[name=bot_token]")
        try browser.type("\(ada.ownerID)", into: "[name=owner_id]")
        try browser.follow("form:has([name=bot_token]) button")
        try browser.type(ada.credentials, into: "[name=claude_credentials]")
        try browser.follow("form:has([name=claude_credentials]) button")
    }

    @Test func `no page is wider than a phone`() async throws {
        let site = try Site.shared
        let ada = try await site.readyCustomer()
        let browser = try Chromium(width: 360, height: 740)
        for path in ["/", "/sign-up", "/sign-in"] {
            try browser.open(site.url + path)
            let widths = try browser.widths()
            #expect(widths.window == 360 && widths.page <= widths.window, "\(path): \(widths)")
        }
        try browser.type(ada.email, into: "#email")
        try browser.type(ada.password, into: "#password")
        try browser.follow("main button[type=submit]")
        try browser.waitForText("✓ Rachel is running on Telegram!")
        for path in ["/dashboard", "/onboarding", "/subscription", "/delete-server", "/nowhere"] {
            try browser.open(site.url + path)
            let widths = try browser.widths()
            #expect(widths.page <= widths.window, "\(path): \(widths)")
        }
    }
}
