import HTTP
import Store
import Testing
import Time

@testable import Web

struct StatusResponseTests {
    private let site: TestSite

    init() throws {
        site = try TestSite()
    }

    private func status(of user: User.ID) throws -> JSONValue {
        let response = try site.browser(of: user).send(.get, "/api/provision/status")
        #expect(response.status == .ok)
        #expect(response.headers["Content-Type"] == "application/json")
        return try #require(JSONValue(json: Array(response.body.utf8)))
    }

    @Test func `responds with 401 without a session`() {
        #expect(site.browser().send(.get, "/api/provision/status").status == .unauthorized)
    }

    @Test func `a newcomer has no server and can't deploy`() throws {
        let user = try site.newcomer()
        #expect(
            try status(of: user)
                == .object([
                    "phase": .string("none"), "status": .null, "message": .string("No server yet."),
                    "in_progress": .bool(false), "stopping": .bool(false), "delayed": .bool(false),
                    "slow": .bool(false), "queued": .null,
                    "waiting": .null, "address": .null, "hostname": .null, "server_type": .null,
                    "location": .null, "ready_at": .null, "error": .null,
                    "can_deploy": .bool(false), "job": .null, "steps": .array([]),
                    "subscription": .object([
                        "status": .string("none"), "period_ends_at": .null, "grace_ends_at": .null,
                    ]),
                    "at": .string("2026-11-21T01:02:03.000Z"),
                ]))
    }

    @Test func `lists each step's state and time of a running deploy`() throws {
        let user = try site.customer()
        let lease = try site.deploy(of: user)
        try site.awaitSetUp(under: lease)
        site.advance(.milliseconds(1500))
        let status = try status(of: user)
        #expect(status["phase"] == .string("deploying"))
        #expect(status["status"] == .string("cloud_init"))
        #expect(status["message"] == .string("Installing software and configuring system..."))
        #expect(status["in_progress"] == .bool(true))
        #expect(status["can_deploy"] == .bool(false))
        #expect(status["job"]?["id"] == .string(lease.job.text))
        #expect(status["job"]?["started_at"] == .string("2026-11-21T01:02:03.000Z"))
        #expect(status["job"]?["ended_at"] == .null)
        guard case .array(let steps) = status["steps"] else { throw UnexpectedState() }
        let names = ["prepare", "create", "await_set_up", "hand_over", "verify"]
        #expect(steps.map { $0["name"]?.string } == names)
        #expect(steps.map { $0["state"]?.string } == ["done", "done", "running", "waiting", "waiting"])
        #expect(steps.map { $0["duration_ms"] } == [.int(3000), .int(3000), .int(1500), .null, .null])
    }

    @Test func `a deploy that orders another server is in the earlier step again`() throws {
        let user = try site.customer()
        let lease = try site.deploy(of: user)
        try site.awaitSetUp(under: lease)
        #expect(
            try site.store.releaseLostServer(
                from: .awaitSetUp, backTo: .create, detail: "lost", under: lease))
        let status = try status(of: user)
        #expect(status["status"] == .string("creating"))
        guard case .array(let steps) = status["steps"] else { throw UnexpectedState() }
        #expect(steps.map { $0["state"]?.string } == ["done", "running", "waiting", "waiting", "waiting"])
    }

    @Test func `has the address when ready and the reason when failed`() throws {
        let ready = try status(of: site.readyCustomer())
        #expect(ready["phase"] == .string("ready"))
        #expect(ready["status"] == .string("ready"))
        #expect(ready["message"] == .string("✓ Rachel is running on Telegram!"))
        #expect(ready["address"] == .string("192.0.2.7"))
        #expect(ready["ready_at"] == .string("2026-11-21T01:02:15.000Z"))
        let other = try TestSite()
        let response = try other.browser(of: other.failedCustomer()).send(.get, "/api/provision/status")
        let failed = try #require(JSONValue(json: Array(response.body.utf8)))
        #expect(failed["phase"] == .string("failed"))
        #expect(failed["error"] == .string("Installing the software failed."))
        #expect(failed["can_deploy"] == .bool(true))
        #expect(failed["address"] == .null)
        #expect(!response.body.contains("operator only"))
    }

    @Test func `is failed and still in progress while the deploy is undone`() throws {
        let user = try site.customer()
        let lease = try site.deploy(of: user)
        try site.store.turnToUndo(
            from: .prepare, failureCode: .internalError, detail: "operator only", under: lease)
        let status = try status(of: user)
        #expect(status["phase"] == .string("cleaning_up"))
        #expect(status["status"] == .string("failed"))
        #expect(status["in_progress"] == .bool(true))
        #expect(status["error"] == .null)
    }
}
