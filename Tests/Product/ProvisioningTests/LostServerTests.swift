import HTTPClient
import ProductSupport
import Provisioning
import SQLite
import Store
import Testing
import Time

/// A server that could not be created, or is not there any more, is deleted, and the next choice is ordered.
struct LostServerTests {
    private static let lost = "action-fails:command=create_server,times=1"

    /// Runs the job until it waits for its second server.
    private func runToSecondServer(_ deploy: SimulatedDeploy) throws {
        deploy.whileWaiting = { deploy in
            let job = try deploy.current
            if job.step == .awaitSetUp, job.location == "fsn1" { throw Killed() }
        }
        #expect(throws: Killed.self) { try deploy.run() }
    }

    @Test(arguments: [lost, "action-fails:command=start_server,times=1"])
    func `a server that can't be created or started is replaced by the next choice`(fault: String) throws {
        let deploy = try SimulatedDeploy(injecting: fault)
        try runToSecondServer(deploy)
        #expect(deploy.requests("POST /servers") == 2)
        #expect(try deploy.servers == 1)
        let lines = try deploy.test.store.openResources(of: deploy.user)
        #expect(lines.map(\.kind) == [.server, .sshKey])
        #expect(try deploy.current.hetznerServerID == lines.first?.hetznerID)
        #expect(
            try deploy.test.store.subscription(of: deploy.user)?.hetznerServerID == lines.first?.hetznerID)
        #expect(
            try deploy.test.store.events(of: deploy.job).map(\.step)
                == [
                    .prepare, .prepare, .create, .create, .awaitSetUp, .awaitSetUp, .create, .create,
                    .awaitSetUp,
                ])
    }

    @Test func `a server that somebody deleted is replaced too`() throws {
        let deploy = try SimulatedDeploy()
        deploy.whileWaiting = { deploy in
            let job = try deploy.current
            guard job.step == .awaitSetUp else { return }
            if job.location == "fsn1" { throw Killed() }
            deploy.whileWaiting = { if try $0.current.location == "fsn1" { throw Killed() } }
            deploy.pass(.seconds(30))
            try deploy.hetzner.delete("servers/\(try #require(job.hetznerServerID))")
        }
        #expect(throws: Killed.self) { try deploy.run() }
        #expect(try deploy.servers == 1)
    }

    @Test func `when every server is lost, the choices take turns until the time is over`() throws {
        let deploy = try SimulatedDeploy(injecting: "action-fails:command=create_server")
        var locations: [String] = []
        deploy.whileWaiting = { deploy in
            let job = try deploy.current
            if job.step == .awaitSetUp, let location = job.location,
                deploy.requests("POST /servers") > locations.count
            {
                locations.append(location)
            }
        }
        #expect(try deploy.run() == .ended(.failed))
        #expect(try deploy.current.failureCode == .serverFailed)
        #expect(locations.count > 4)
        #expect(locations.enumerated().allSatisfy { $1 == ($0.isMultiple(of: 2) ? "nbg1" : "fsn1") })
        #expect(try deploy.servers == 0)
        #expect(try deploy.test.store.openResources(of: deploy.user).isEmpty)
        let job = try deploy.current
        #expect(try #require(job.endedAt) < job.deadlineAt)
    }

    @Test func `orders no other server before the lost one is gone`() throws {
        let deploy = try SimulatedDeploy(injecting: Self.lost)
        deploy.hetzner.bend = { request, response in
            guard request.hasPrefix("DELETE /servers") else { return response }
            return ClientResponse(
                status: 423, headers: response.headers,
                body: Array(#"{"error":{"code":"locked","message":"","details":null}}"#.utf8))
        }
        deploy.hetzner.beforeResponding = { request in
            // Hetzner has carried the deletion out by itself, which takes a while.
            guard request == "POST /servers" else { return }
            let servers = try deploy.servers
            #expect(servers == 1)
        }
        try runToSecondServer(deploy)
        #expect(deploy.requests("POST /servers") == 2)
    }

    /// Another process takes the job over after each of its calls, and the one that made the call comes too late.
    @Test func `whoever goes on, and wherever, there is one server in the end`() throws {
        let undisturbed = try SimulatedDeploy(injecting: Self.lost)
        try runToSecondServer(undisturbed)
        for last in 1...undisturbed.hetzner.requests.count {
            let deploy = try SimulatedDeploy(injecting: Self.lost)
            deploy.hetzner.beforeResponding = { [unowned deploy] _ in
                guard deploy.hetzner.requests.count == last else { return }
                _ = try deploy.test.store.releaseJob(deploy.job, by: .operator)
            }
            #expect(throws: (any Error).self) { try deploy.run() }
            try runToSecondServer(deploy)
            #expect(try deploy.servers == 1, "after call \(last)")
            #expect(
                try deploy.test.store.openResources(of: deploy.user).map(\.state) == [.created, .created],
                "after call \(last)")
        }
    }

    @Test func `what a lost server reports late is unknown`() throws {
        let deploy = try SimulatedDeploy(injecting: Self.lost)
        var tokens: Set<[UInt8]> = []
        deploy.whileWaiting = { deploy in
            try deploy.test.withRawDatabase { database in
                let hash = try database.row("SELECT callback_token_hash FROM jobs WHERE id = \(deploy.job)") {
                    row throws(SQLiteError) in try row.optionalBlob("callback_token_hash")
                }
                if let hash, let hash { tokens.insert(hash) }
            }
            let job = try deploy.current
            if job.step == .awaitSetUp, job.location == "fsn1" { throw Killed() }
        }
        #expect(throws: Killed.self) { try deploy.run() }
        #expect(tokens.count == 2)
    }

    @Test(arguments: [
        #""status":"running""#, #""status":"starting""#, #""status":"dreaming""#, #""status":null"#,
        #""other":1"#,
    ])
    func `an action's error isn't believed while the server isn't known to be down`(status: String) throws {
        let deploy = try SimulatedDeploy(injecting: "action-fails:command=start_server")
        deploy.hetzner.bend = { request, response in
            guard request.hasPrefix("GET /servers/"), !request.hasSuffix("/actions") else { return response }
            var bent = response
            bent.body = Array(
                String(decoding: response.body, as: UTF8.self).replacing(#""status":"off""#, with: status)
                    .utf8)
            return bent
        }
        deploy.whileWaiting = { deploy in
            if deploy.hetzner.requests.contains(where: { $0.hasSuffix("/actions") }) { throw Killed() }
        }
        #expect(throws: Killed.self) { try deploy.run() }
        #expect(try deploy.current.step == .awaitSetUp)
        #expect(deploy.requests("POST /servers") == 1)
        #expect(!deploy.hetzner.requests.contains { $0.hasPrefix("DELETE") })
    }

    @Test func `a failed firewall action leaves a running server alone`() throws {
        let deploy = try SimulatedDeploy(injecting: "action-fails:command=apply_firewall")
        deploy.whileWaiting = { deploy in
            if deploy.hetzner.requests.contains(where: { $0.hasSuffix("/actions") }) { throw Killed() }
        }
        #expect(throws: Killed.self) { try deploy.run() }
        #expect(try deploy.current.step == .awaitSetUp)
    }

    @Test(arguments: [0, 1, 3])
    func `an address that comes later is read when it is needed`(reads: Int) throws {
        var asked = 0
        let shell = PlayedShell()
        let deploy = try SimulatedDeploy()
        deploy.shell = shell
        deploy.hetzner.bend = { request, response in
            guard request == "POST /servers" || request.hasPrefix("GET /servers/") else { return response }
            if request != "POST /servers" { asked += 1 }
            guard asked <= reads else { return response }
            var bent = response
            bent.body = Array(
                String(decoding: response.body, as: UTF8.self).replacing(#""ipv4":{"#, with: #""later":{"#)
                    .utf8)
            return bent
        }
        deploy.whileWaiting = {
            try $0.callBack(
                .succeeded,
                hostKey: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIDSG8YuYhCVN2LhZ12kmALhBy0bjiCLpYJ7Nv2VpJFy")
        }
        #expect(try deploy.run() == .ended(.succeeded))
        let address = try #require(try deploy.current.ipAddress)
        #expect(address.hasPrefix("127.77."))
        #expect(Set(shell.addresses) == [address])
        #expect(try deploy.test.store.subscription(of: deploy.user)?.ipAddress == address)
        #expect(asked == reads + 1)
    }
}
