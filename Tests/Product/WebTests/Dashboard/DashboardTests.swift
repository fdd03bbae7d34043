import HTTP
import ProductSupport
import Store
import Testing
import Time

@testable import Web

/// The dashboard in every state, and its forms.
struct DashboardTests {
    private let site: TestSite

    init() throws {
        site = try TestSite()
    }

    private func page(of user: User.ID) throws -> String {
        let response = try site.browser(of: user).open("/dashboard")
        #expect(response.status == .ok)
        return response.body
    }

    @Test func `names the missing subscription and links to the page that explains it`() throws {
        let page = try page(of: site.newcomer())
        #expect(page.contains("Deploying needs an active subscription."))
        #expect(page.contains("<a href=\"/subscription\">See how to subscribe</a>"))
        #expect(!page.contains("action=\"/deploy\""))
        #expect(!page.contains("http-equiv=\"refresh\""))
    }

    @Test func `names the unfinished onboarding and links to it`() throws {
        let user = try site.newcomer()
        try site.store.activateSubscription(of: user, until: nil, by: .operator)
        let page = try page(of: user)
        #expect(page.contains("<a href=\"/onboarding\">Finish the set-up</a>"))
        #expect(!page.contains("action=\"/deploy\""))
    }

    @Test func `offers to deploy when there is no server`() throws {
        #expect(try page(of: site.customer()).contains(">Deploy Rachel</button>"))
    }

    @Test func `shows a headline for each status`() throws {
        let user = try site.customer()
        let lease = try site.deploy(of: user)
        let moves: [(from: StepName, to: StepName)] = [
            (.prepare, .create), (.create, .awaitSetUp), (.awaitSetUp, .handOver), (.handOver, .verify),
            (.verify, .finish),
        ]
        let words = [
            "Preparing your VPS...", "Creating server on Hetzner...",
            "Installing software and configuring system...",
            "Connecting your Claude and Telegram accounts...",
            "Connecting your Claude and Telegram accounts...",
            "Connecting your Claude and Telegram accounts...",
        ]
        for (index, expected) in words.enumerated() {
            let page = try page(of: user)
            #expect(page.contains("<h2 id=\"state\">\(expected)</h2>"))
            #expect(page.contains("<title>\(expected) · Rachel Cloud</title>"))
            #expect(page.contains("<meta http-equiv=\"refresh\" content=\"3\">"))
            #expect(page.contains("class=\"spinner\""))
            if index < moves.count {
                try site.store.advance(from: moves[index].from, to: moves[index].to, under: lease)
            }
        }
        try site.store.endDeployReady(under: lease)
        #expect(try page(of: user).contains("<h2 id=\"state\">✓ Rachel is running on Telegram!</h2>"))
    }

    @Test func `shows the duration of finished steps and of the current one`() throws {
        let user = try site.customer()
        let lease = try site.deploy(of: user)
        try site.awaitSetUp(under: lease)
        site.advance(.seconds(21))
        let page = try page(of: user)
        #expect(page.contains("<progress max=\"5\" value=\"2\">2 of 5 steps</progress>"))
        #expect(page.contains("<li class=\"step step-running\" aria-current=\"step\">"))
        #expect(page.contains("27 s so far."))
        #expect(page.contains(">21 s</span>"))
        #expect(!page.contains("trying again"))
        try site.store.recordRetry(of: .awaitSetUp, detail: "operator only", under: lease)
        let retried = try self.page(of: user)
        #expect(retried.contains("trying again"))
        #expect(!retried.contains("operator only"))
    }

    @Test func `says after two minutes that the deploy takes longer than usual`() throws {
        let user = try site.customer()
        _ = try site.deploy(of: user)
        site.advance(.seconds(120))
        #expect(try !page(of: user).contains("taking longer than usual"))
        site.advance(.seconds(1))
        #expect(try page(of: user).contains("This is taking longer than usual."))
    }

    @Test func `a process that can't be started is logged, and the page says that the start is delayed`()
        throws
    {
        site.calls.failLaunches(with: UnexpectedState())
        let user = try site.customer()
        let browser = try site.browser(of: user)
        browser.open("/dashboard")
        #expect(browser.submit("/deploy").location == "/dashboard")
        #expect(site.log.lines.count { $0.hasPrefix("error job.launch_failed") } == 1)
        #expect(browser.open("/dashboard").body.contains("Preparing your VPS..."))
        site.advance(.seconds(6))
        #expect(browser.open("/dashboard").body.contains("Starting is delayed."))
        let job = try #require(try site.store.latestJob(of: user))
        _ = try site.store.takeLease(of: job.id, owner: "later", duration: .seconds(60))
        #expect(!browser.open("/dashboard").body.contains("Starting is delayed."))
        site.advance(.seconds(61))
        #expect(browser.open("/dashboard").body.contains("Starting is delayed."))
    }

    @Test func `says that the deploy is being undone, without the reason yet`() throws {
        let user = try site.customer()
        let lease = try site.deploy(of: user)
        try site.awaitSetUp(under: lease)
        try site.store.turnToUndo(
            from: .awaitSetUp, failureCode: .setUpFailed, detail: "operator only", under: lease)
        let page = try page(of: user)
        #expect(page.contains("The deploy did not work. Removing what was created..."))
        #expect(page.contains("step-failed"))
        #expect(page.contains("http-equiv=\"refresh\""))
        #expect(!page.contains("operator only"))
        #expect(!page.contains("Retry"))
    }

    @Test func `a failed deploy shows the reason and Retry`() throws {
        let page = try page(of: site.failedCustomer())
        #expect(page.contains("Installing the software failed."))
        #expect(page.contains("Everything that was created for it has been removed."))
        #expect(page.contains(">Retry</button>"))
        #expect(page.contains("failed after 3.0 s"))
        #expect(!page.contains("operator only"))
        #expect(!page.contains("http-equiv"))
    }

    @Test func `a failed deploy shows that something is still being removed`() throws {
        let page = try page(of: site.failedCustomer(isCleanedUp: false))
        #expect(page.contains("What was created for it is being removed."))
    }

    @Test func `a failed deploy without a subscription shows what Retry needs`() throws {
        let user = try site.failedCustomer()
        try site.store.endSubscription(of: user, by: .operator)
        let page = try page(of: user)
        #expect(page.contains("Deploying needs an active subscription."))
        #expect(!page.contains(">Retry</button>"))
    }

    @Test func `a missing server is not called a failed deploy`() throws {
        let user = try site.readyCustomer()
        let server = try #require(
            try site.store.activeServers(in: site.store.project(named: "main").id).first)
        #expect(try site.store.recordMissing(server, sentence: "It is no longer there."))
        let page = try page(of: user)
        #expect(page.contains("Your server is gone"))
        #expect(page.contains("It is no longer there."))
        #expect(page.contains(">Deploy Rachel again</button>"))
        #expect(!page.contains("did not work"))
    }

    @Test func `a waiting deploy shows the reason and the end of the wait, and no failure`() throws {
        let user = try site.customer()
        let lease = try site.deploy(of: user)
        try site.store.advance(from: .prepare, to: .create, under: lease)
        let wait = JobWait(code: .soldOut, until: site.store.now + .seconds(600))
        try site.store.recordRetry(of: .create, detail: "operator only", waiting: wait, under: lease)
        site.advance(.seconds(200))
        let waiting = try page(of: user)
        #expect(waiting.contains("Hetzner has no server of this kind to give right now"))
        #expect(waiting.contains("<time datetime=\"2026-11-21T01:12:03.000Z\">01:12:03 UTC</time>"))
        #expect(!waiting.contains("taking longer than usual") && !waiting.contains("operator only"))
        let response = try site.browser(of: user).send(.get, "/api/provision/status")
        let json = try #require(JSONValue(json: Array(response.body.utf8)))
        #expect(json["waiting"]?["for"] == .string("sold_out"))
        #expect(json["waiting"]?["until"] == .string("2026-11-21T01:12:03.000Z"))
        try site.store.advance(from: .create, to: .awaitSetUp, under: lease)
        #expect(try !page(of: user).contains("Hetzner has no server"))
    }

    @Test func `shows the chosen server type and location as soon as they are ordered`() throws {
        let user = try site.customer()
        try site.awaitSetUp(under: site.deploy(of: user))
        #expect(try page(of: user).contains("Your server is a cx23 in nbg1."))
        let response = try site.browser(of: user).send(.get, "/api/provision/status")
        #expect(response.body.contains(#""location":"nbg1""#))
        #expect(response.body.contains(#""server_type":"cx23""#))
    }

    @Test func `ready shows the address, the machine and how the deploy went`() throws {
        let page = try page(of: site.readyCustomer())
        #expect(page.contains("<code>192.0.2.7</code>"))
        #expect(page.contains("cx23 in nbg1"))
        #expect(page.contains("<dd>12 s</dd>"))
        #expect(
            page.contains("<time datetime=\"2026-11-21T01:02:15.000Z\">21 November 2026, 01:02 UTC</time>"))
        #expect(page.contains("href=\"/delete-server\""))
        #expect(!page.contains("action=\"/deploy\""))
    }

    @Test func `canceling a deploy asks first, then shows its progress and its result`() throws {
        let user = try site.customer()
        let browser = try site.browser(of: user)
        #expect(browser.open("/cancel-deploy").location == "/dashboard")
        let lease = try site.deploy(of: user)
        try site.park(lease)
        #expect(browser.open("/dashboard").body.contains("href=\"/cancel-deploy\""))
        #expect(browser.open("/cancel-deploy").body.contains("Cancel the deploy?"))
        #expect(browser.submit("/cancel-deploy").location == "/dashboard")
        #expect(site.calls.launched == [lease.job])
        let stopping = browser.open("/dashboard").body
        #expect(stopping.contains("<h2 id=\"state\">Canceling...</h2>"))
        #expect(!stopping.contains("/cancel-deploy"))
        try site.store.turnToUndo(
            from: .prepare, failureCode: .canceled, detail: "operator only", under: lease)
        #expect(browser.open("/dashboard").body.contains("Canceling. Removing what was created..."))
        try site.store.endDeployFailed(sentence: "You stopped it.", under: lease)
        let after = browser.open("/dashboard").body
        #expect(after.contains("The deploy was canceled.") && after.contains("You stopped it."))
        #expect(after.contains(">Deploy Rachel again</button>") && !after.contains("did not work"))
    }

    @Test func `announces a grace period with its end`() throws {
        let user = try site.readyCustomer()
        let end = site.store.now + .seconds(86_400)
        try site.store.startGracePeriod(of: user, until: end, by: .operator)
        let page = try page(of: user)
        #expect(
            page.contains(
                "Your subscription is not being renewed. Your server stays until 22 November 2026, 01:02 UTC."
            )
        )
        #expect(page.contains("✓ Rachel is running on Telegram!"))
        try site.store.endSubscription(of: user, by: .operator)
        #expect(try self.page(of: user).contains("Your server will be removed."))
    }

    @Test func `two clicks start one deploy`() throws {
        let user = try site.customer()
        let browser = try site.browser(of: user)
        browser.open("/dashboard")
        let fields = browser.hiddenFields(of: "/deploy")
        #expect(browser.post("/deploy", fields).location == "/dashboard")
        #expect(browser.post("/deploy", fields).location == "/dashboard")
        #expect(site.calls.launched.count == 1)
    }

    @Test func `a refused deploy starts nothing`() throws {
        let browser = try site.browser(of: site.newcomer())
        browser.open("/dashboard")
        #expect(browser.post("/deploy", browser.hiddenFields(of: "/sign-out")).location == "/dashboard")
        #expect(site.calls.launched.isEmpty)
    }

    @Test func `deleting a server asks first, then shows its progress and its result`() throws {
        let user = try site.readyCustomer()
        let browser = try site.browser(of: user)
        let question = browser.open("/delete-server")
        #expect(question.body.contains("This can’t be undone."))
        #expect(question.body.contains("192.0.2.7"))
        #expect(browser.submit("/delete-server").location == "/dashboard")
        let job = try #require(try site.store.latestJob(of: user))
        #expect(site.calls.launched == [job.id])
        #expect(browser.open("/dashboard").body.contains("<h2 id=\"state\">Deleting your server...</h2>"))
        #expect(browser.open("/delete-server").location == "/dashboard")
        let lease = try #require(try site.store.takeLease(of: job.id, owner: "t", duration: .seconds(60)))
        try site.store.releaseServer(under: lease, project: "main")
        try site.store.endDeprovision(under: lease)
        let after = browser.open("/dashboard").body
        #expect(after.contains("Your last server was deleted on"))
        #expect(after.contains("Deploy Rachel"))
    }

    @Test func `a server can be deleted neither during its deploy nor when there is none`() throws {
        let user = try site.customer()
        let browser = try site.browser(of: user)
        browser.open("/dashboard")
        let fields = browser.hiddenFields(of: "/sign-out")
        #expect(browser.post("/delete-server", fields).location == "/dashboard")
        #expect(site.calls.launched.isEmpty)
        _ = try site.deploy(of: user)
        let refused = browser.post("/delete-server", fields)
        #expect(refused.status == .conflict)
        #expect(refused.body.contains("A server can be deleted once its deploy has ended."))
    }

    @Test func `the subscription page shows the subscription and the way to get one`() throws {
        let site = try TestSite { $0.operatorContact = OperatorContact("<ops@example.org>") }
        let user = try site.newcomer()
        let browser = try site.browser(of: user)
        #expect(browser.open("/subscription").body.contains("You have no subscription yet."))
        #expect(browser.page.contains("Write to &lt;ops@example.org&gt; to start or renew a subscription."))
        let end = site.store.now + .seconds(86_400)
        try site.store.activateSubscription(of: user, until: end, by: .operator)
        browser.open("/subscription")
        #expect(browser.page.contains("Your subscription is active until 22 November 2026, 01:02 UTC."))
        #expect(!browser.page.contains("ops@example.org"))
    }
}
