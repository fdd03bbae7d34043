import Crypto
import HTTP
import Store
import Testing

@testable import Web

struct CookiesTests {
    private let token: Token

    init() throws {
        token = try .random()
    }

    @Test func `over https, cookies belong to this host alone and are never sent unencrypted`() {
        let cookies = Cookies(isSecure: true)
        #expect(
            cookies.session(token, lifetime: .seconds(60))
                == "__Host-rachel_session=\(token.reveal()); Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure"
        )
        #expect(
            cookies.form(token)
                == "__Host-rachel_form=\(token.reveal()); Path=/; HttpOnly; SameSite=Lax; Secure")
        #expect(
            cookies.expiredSession()
                == "__Host-rachel_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure")
    }

    @Test func `over plain http, cookies have neither prefix nor Secure, which browsers would refuse`() {
        let cookies = Cookies(isSecure: false)
        #expect(
            cookies.session(token, lifetime: .seconds(60))
                == "rachel_session=\(token.reveal()); Path=/; Max-Age=60; HttpOnly; SameSite=Lax")
        #expect(cookies.expiredForm() == "rachel_form=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax")
    }

    @Test func `a session works over plain http, and the cookie of https is not accepted there`() throws {
        let site = try TestSite("http://127.0.0.1:8080")
        let token = try Token.random()
        try site.store.startSession(of: site.customer(), token: token, lifetime: .seconds(60))
        let browser = site.browser()
        browser.cookies = ["rachel_session": token.reveal()]
        #expect(browser.open("/dashboard").status == .ok)
        browser.cookies = ["__Host-rachel_session": token.reveal()]
        #expect(browser.open("/dashboard").status == .seeOther)
    }
}
