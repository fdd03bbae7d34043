import HTTP
import ProductSupport
import SQLite
import Store
import Testing
import Time

@testable import Web

/// What customers and the operator see of a deploy that may not start.
struct DeployRefusalTests {
    @Test func `a deploy that stands still while the installation observes says so`() throws {
        let site = try TestSite()
        let browser = try site.browser(of: site.customer())
        browser.open("/dashboard")
        _ = browser.submit("/deploy")
        try site.store.observe(because: "a test says so")
        site.advance(.seconds(300))
        let page = browser.open("/dashboard").body
        #expect(page.contains("Our side is being checked just now"))
        #expect(!page.contains("Starting is delayed") && !page.contains("a test says so"))
    }

    @Test(arguments: [
        (DeployRefusal.observing, Status.serviceUnavailable), (.untrackedServer, .conflict),
        (.tooManyDeploys, .tooManyRequests), (.serverLimitReached, .serviceUnavailable),
    ])
    func `what the customer can't correct is told on the page and by the API, and to the operator`(
        refusal: DeployRefusal, status: Status
    ) throws {
        let site = try TestSite { $0.deployLimits = DeployLimits(servers: 2, deploysPerDay: 1) }
        let user = try site.customer()
        try arrange(refusal, for: user, site)
        let browser = try site.browser(of: user)
        let page = browser.open("/dashboard").body
        #expect(page.contains("<p>\(refusal.customerSentence)</p>"))
        #expect(!page.contains("action=\"/deploy\"") && !page.contains("operator only"))
        #expect(try json(browser)["can_deploy"] == .bool(false))
        let response = browser.send(.post, "/api/provision/deploy")
        #expect(response.status == status)
        #expect((response.headers["Retry-After"] == nil) == (status == .conflict))
        let error = try #require(JSONValue(json: Array(response.body.utf8))?["error"])
        #expect(error["code"] == .string(refusal.rawValue))
        #expect(error["message"] == .string(refusal.customerSentence))
        let lines = site.log.lines.filter { $0.hasPrefix("warning deploy.refused") }
        #expect(lines.count == 1)
        #expect(lines.allSatisfy { $0.contains("reason=\(refusal.rawValue)") && $0.contains("user=\(user)") })
        #expect(site.calls.launched.isEmpty)
    }

    @Test func `a running deploy goes on showing its step while the installation observes`() throws {
        let site = try TestSite()
        let user = try site.customer()
        try site.awaitSetUp(under: site.deploy(of: user))
        try site.store.observe(because: "operator only")
        let page = try site.browser(of: user).open("/dashboard").body
        #expect(page.contains("Installing software and configuring system..."))
        #expect(!page.contains("being checked") && !page.contains("operator only"))
    }

    @Test func `the operator is told once for each deploy that comes close to the limit`() throws {
        let site = try TestSite { $0.deployLimits = DeployLimits(servers: 5) }
        func deploy(_ name: String) throws {
            let user = try site.customer(email: "\(name)@example.org")
            _ = try site.browser(of: user).send(.post, "/api/provision/deploy")
        }
        for name in ["a", "b", "c"] { try deploy(name) }
        #expect(site.log.lines.isEmpty)
        for name in ["d", "e", "f"] { try deploy(name) }
        #expect(site.log.lines.count == 3)
        let near = site.log.lines.filter { $0.hasPrefix("warning servers.near_limit ") }
        #expect(near.map { $0.contains("limit=5 servers=4") } == [true, false])
        #expect(near.last?.contains("limit=5 servers=5") == true)
        let refused = site.log.lines.last ?? ""
        #expect(refused.hasPrefix("warning deploy.refused limit=5 reason=server_limit_reached servers=5"))
    }

    private func arrange(_ refusal: DeployRefusal, for user: User.ID, _ site: TestSite) throws {
        switch refusal {
        case .observing: try site.store.observe(because: "operator only")
        case .untrackedServer:
            let server = DiscoveredResource(
                kind: .server, hetznerID: 9, name: "operator only", jobID: nil, userID: user, serverType: nil,
                location: nil, createdAt: nil)
            let project = try site.store.project(named: "main").id
            #expect(try site.store.recordUntracked(server, in: project))
        case .tooManyDeploys:
            try site.finishDeploy(under: site.deploy(of: user))
            try site.withRawDatabase {
                _ = try $0.execute("UPDATE subscriptions SET vps_provisioned = 0, provisioning_status = NULL")
                _ = try $0.execute("UPDATE resources SET state = 'gone'")
            }
        case .serverLimitReached:
            for name in ["bea", "cyd"] {
                _ = try site.deploy(of: site.customer(email: "\(name)@example.org"))
            }
        case .noActiveSubscription, .serverExists, .onboardingUnfinished: throw UnexpectedState()
        }
    }

    private func json(_ browser: Browser) throws -> JSONValue {
        let response = browser.send(.get, "/api/provision/status")
        return try #require(JSONValue(json: Array(response.body.utf8)))
    }
}
