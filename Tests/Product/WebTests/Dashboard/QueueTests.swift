import HTTP
import Store
import Testing
import Time

@testable import Web

/// What a customer sees of a deploy that waits for its first turn.
struct QueueTests {
    @Test func `a queued deploy says so and how many are ahead, in words and in JSON`() throws {
        let site = try TestSite { $0.maxJobs = 1 }
        let names = ["ada", "bea", "cyd", "dan", "eve"]
        let browsers = try names.map { try site.browser(of: site.customer(email: "\($0)@example.org")) }
        for browser in browsers {
            #expect(browser.send(.post, "/api/provision/deploy").status == .accepted)
            site.advance(.milliseconds(1))
        }
        #expect(site.calls.launched.count == 1)
        let sentences = [
            nil, "Yours is next.", "One other is ahead of yours.", "2 others are ahead of yours.",
            "3 others are ahead of yours.",
        ]
        site.advance(.seconds(300))
        for (place, browser) in browsers.enumerated() {
            let page = browser.open("/dashboard").body
            let headline = "<h2 id=\"state\">Queued: your deploy waits for its turn...</h2>"
            #expect(page.contains(headline) == (place > 0))
            if let sentence = sentences[place] { #expect(page.contains(sentence)) }
            let status = try json(browser)
            #expect(status["queued"] == (place > 0 ? .object(["ahead": .int(Int64(place - 1))]) : .null))
            #expect(status["in_progress"] == .bool(true))
            guard place > 0 else { continue }
            // The time in the queue is nobody's failure, and no step's.
            #expect(!page.contains("delayed") && !page.contains("longer than usual"))
            #expect(!page.contains("step-running"))
        }
    }

    @Test func `a deploy that had its turn is queued no more, and its time counts from there`() throws {
        let site = try TestSite { $0.maxJobs = 0 }
        let user = try site.customer()
        let browser = try site.browser(of: user)
        browser.open("/dashboard")
        _ = browser.submit("/deploy")
        site.advance(.seconds(300))
        #expect(try site.store.takeDueJobs(slots: 1).count == 1)
        site.advance(.seconds(2))
        let page = browser.open("/dashboard").body
        #expect(page.contains("Preparing your VPS...") && page.contains(">2.0 s</span>"))
        #expect(!page.contains("delayed") && !page.contains("longer than usual"))
        #expect(try json(browser)["queued"] == .null)
    }

    @Test func `a queued deploy is canceled at once, on the page and by the API`() throws {
        let site = try TestSite { $0.maxJobs = 0 }
        let browser = try site.browser(of: site.customer())
        browser.open("/dashboard")
        _ = browser.submit("/deploy")
        #expect(browser.open("/cancel-deploy").body.contains("Cancel the deploy?"))
        #expect(browser.submit("/cancel-deploy").location == "/dashboard")
        let page = browser.open("/dashboard").body
        #expect(page.contains("The deploy was canceled.") && page.contains(">Deploy Rachel again</button>"))
        #expect(page.contains("Everything that was created for it has been removed."))
        #expect(!page.contains("step-failed") && !page.contains("step-running"))
        _ = browser.submit("/deploy")
        let response = browser.send(.post, "/api/provision/cancel")
        #expect(response.status == .accepted)
        #expect(response.body == #"{"message":"Provisioning is canceled"}"#)
        #expect(try json(browser)["phase"] == .string("canceled"))
        #expect(site.calls.launched.isEmpty)
    }

    private func json(_ browser: Browser) throws -> JSONValue {
        let response = browser.send(.get, "/api/provision/status")
        return try #require(JSONValue(json: Array(response.body.utf8)))
    }
}
