import HTTP
import Testing

@testable import Web

struct OperatorContactTests {
    private func site(contact: String?) throws -> TestSite {
        try TestSite {
            $0.signUp = .closed
            if let contact { $0.operatorContact = OperatorContact(contact) }
        }
    }

    /// The subscription page, the page of the closed sign-up, and the same as JSON.
    private func texts(contact: String?) throws -> (subscription: String, signUp: String, json: String) {
        let site = try site(contact: contact)
        let json = site.browser().send(.get, "/sign-up", headers: [("Accept", "application/json")])
        return (
            try site.browser(of: site.newcomer()).open("/subscription").body,
            site.browser().open("/sign-up").body, json.body
        )
    }

    @Test func `without a configured contact, pages and JSON name the operator of this site`() throws {
        let texts = try texts(contact: nil)
        #expect(
            texts.subscription.contains(
                "<p>Write to the operator of this site to start or renew a subscription. "
                    + "It becomes active as soon as they confirm it.</p>"))
        #expect(texts.signUp.contains("New accounts are made by the operator of this site."))
        #expect(texts.json.contains(#""message":"New accounts are made by the operator of this site.""#))
    }

    @Test func `a configured contact appears on every such page and in the JSON message`() throws {
        let texts = try texts(contact: "Grace in room 7")
        #expect(
            texts.subscription.contains("<p>Write to Grace in room 7 to start or renew a subscription."))
        #expect(texts.signUp.contains("New accounts are made by Grace in room 7."))
        #expect(texts.json.contains(#""message":"New accounts are made by Grace in room 7.""#))
        for text in [texts.subscription, texts.signUp, texts.json] {
            #expect(!text.contains("the operator of this site"))
        }
    }

    @Test func `markup in the contact is escaped`() throws {
        let texts = try texts(contact: "<b>\"ops\"</b> & co")
        let escaped = "&lt;b&gt;&quot;ops&quot;&lt;/b&gt; &amp; co"
        #expect(texts.subscription.contains("Write to \(escaped) to start"))
        #expect(texts.signUp.contains("New accounts are made by \(escaped)."))
        #expect(JSONValue(json: Array(texts.json.utf8)) != nil)
    }

    @Test(arguments: [
        ("ops@example.org", "mailto:ops@example.org"),
        ("a.b+c_d-e@example.org", "mailto:a.b+c_d-e@example.org"),
        ("https://example.org/help?topic=rachel", "https://example.org/help?topic=rachel"),
        ("https://[2001:db8::1]/", "https://[2001:db8::1]/"),
    ])
    func `an email address and an https URL are links on the subscription page`(
        contact: String, href: String
    ) throws {
        #expect(OperatorContact(contact).href == href)
        let page = try texts(contact: contact).subscription
        #expect(page.contains("Write to <a href=\"\(href)\">\(contact)</a> to start"))
    }

    @Test(arguments: [
        "", "the operator", "http://example.org", "javascript:alert(1)", "https://", "https:///path",
        "https://example.org/\" onclick=\"x", "https://example.org/a b", "https://example.org/<b>",
        "ops?subject=x@example.org", "a%0ab@example.org", "ops@example.org ", "Ops <ops@example.org>", "ops@",
    ])
    func `anything else is plain text`(contact: String) {
        #expect(OperatorContact(contact).href == nil)
    }
}
