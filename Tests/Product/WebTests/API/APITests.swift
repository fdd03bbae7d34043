import Crypto
import HTTP
import ProductSupport
import SQLite
import Store
import Testing

@testable import Web

struct APITests {
    private let site: TestSite

    init() throws {
        site = try TestSite(busyTimeout: .zero)
    }

    private func code(_ response: Browser.Response) -> JSONValue? {
        JSONValue(json: Array(response.body.utf8))?["error"]?["code"]
    }

    @Test func `deploy starts one job for any number of calls`() throws {
        let browser = try site.browser(of: site.customer())
        let first = browser.send(.post, "/api/provision/deploy")
        #expect(first.status == .accepted)
        #expect(first.body == #"{"message":"Provisioning started"}"#)
        #expect(first.headers["Content-Type"] == "application/json")
        let second = browser.send(.post, "/api/provision/deploy")
        #expect(second.status == .accepted)
        #expect(second.body == #"{"message":"Provisioning is already running"}"#)
        #expect(site.calls.launched.count == 1)
    }

    @Test func `deploy responds with 401 without a session`() throws {
        let browser = site.browser()
        #expect(browser.send(.post, "/api/provision/deploy").status == .unauthorized)
        browser.cookies[Browser.sessionCookie] = try Token.random().reveal()
        let response = browser.send(.post, "/api/provision/deploy", headers: [("Accept", "text/html")])
        #expect(response.status == .unauthorized)
        #expect(code(response) == .string("unauthorized"))
    }

    @Test func `deploy says why it is not possible`() throws {
        let newcomer = try site.newcomer()
        let browser = try site.browser(of: newcomer)
        let unpaid = browser.send(.post, "/api/provision/deploy")
        #expect(unpaid.status == .badRequest)
        #expect(code(unpaid) == .string("no_active_subscription"))
        try site.store.activateSubscription(of: newcomer, until: nil, by: .operator)
        let unfinished = browser.send(.post, "/api/provision/deploy")
        #expect(unfinished.status == .badRequest)
        #expect(code(unfinished) == .string("onboarding_unfinished"))
        let owner = try site.customer(email: "bea@example.org")
        try site.finishDeploy(under: site.deploy(of: owner))
        let existing = try site.browser(of: owner).send(.post, "/api/provision/deploy")
        #expect(existing.status == .badRequest)
        #expect(code(existing) == .string("server_exists"))
        #expect(site.calls.launched.isEmpty)
    }

    @Test func `a deploy can be canceled, and canceling it again changes nothing`() throws {
        let user = try site.customer()
        let browser = try site.browser(of: user)
        let idle = browser.send(.post, "/api/provision/cancel")
        #expect(idle.status == .conflict)
        #expect(code(idle) == .string("nothing_running"))
        try site.park(site.deploy(of: user))
        #expect(browser.send(.post, "/api/provision/cancel").status == .accepted)
        #expect(browser.send(.post, "/api/provision/cancel").status == .accepted)
        let job = try #require(try site.store.latestJob(of: user))
        #expect(job.cancelRequestedAt != nil)
        #expect(site.calls.launched == [job.id])
        #expect(site.browser().send(.post, "/api/provision/cancel").status == .unauthorized)
        let foreign = browser.send(
            .post, "/api/provision/cancel", headers: [("Origin", "https://evil.example")])
        #expect(foreign.status == .forbidden)
    }

    @Test func `a deletion can't be canceled`() throws {
        let user = try site.readyCustomer()
        _ = try site.store.startDeprovision(of: user, deadline: .seconds(60), by: .customer)
        let response = try site.browser(of: user).send(.post, "/api/provision/cancel")
        #expect(response.status == .badRequest)
        #expect(code(response) == .string("deletion_running"))
    }

    @Test func `deploy is refused while the server is being deleted`() throws {
        let user = try site.readyCustomer()
        _ = try site.store.startDeprovision(of: user, deadline: .seconds(60), by: .customer)
        let response = try site.browser(of: user).send(.post, "/api/provision/deploy")
        #expect(response.status == .badRequest)
        #expect(code(response) == .string("deletion_running"))
    }

    @Test func `deploy is refused from another site's page`() throws {
        let browser = try site.browser(of: site.customer())
        for header in [("Origin", "https://evil.example"), ("Sec-Fetch-Site", "cross-site")] {
            let response = browser.send(.post, "/api/provision/deploy", headers: [header])
            #expect(response.status == .forbidden)
            #expect(code(response) == .string("cross_origin"))
        }
        #expect(site.calls.launched.isEmpty)
        let own = browser.send(.post, "/api/provision/deploy", headers: Browser.ownPage)
        #expect(own.status == .accepted)
    }

    @Test func `deploy is accepted even if its process can't be started, since the job exists`() throws {
        site.calls.failLaunches(with: UnexpectedState())
        let user = try site.customer()
        #expect(try site.browser(of: user).send(.post, "/api/provision/deploy").status == .accepted)
        #expect(try site.store.latestJob(of: user)?.outcome == nil)
        #expect(site.log.lines.contains { $0.hasPrefix("error job.launch_failed") })
    }

    @Test func `health is that of the store`() throws {
        let healthy = site.browser().send(.get, "/healthz")
        #expect(healthy.status == .ok)
        #expect(healthy.body == #"{"status":"ok"}"#)
        try site.withRawDatabase { database in
            try database.write {
                let locked = site.browser().send(.get, "/healthz")
                #expect(locked.status == .serviceUnavailable)
                #expect(locked.body == #"{"status":"unavailable"}"#)
            }
        }
        #expect(site.log.lines.contains { $0.hasPrefix("error health.store_failed") })
    }

    @Test func `responds with JSON to an unknown path of the API`() {
        let response = site.browser().send(.post, "/api/provision/reboot")
        #expect(response.status == .notFound)
        #expect(code(response) == .string("not_found"))
    }
}
