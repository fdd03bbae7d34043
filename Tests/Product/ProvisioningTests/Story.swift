import Crypto
import HTTPClient
import ProductSupport
import Provisioning
import Store
import Testing
import Time

/// What a customer lives through, from the click on *Deploy* to the deletion of the server, against the simulated Hetzner.
/// The deploy looks once at its server, and a sweep does while the server is ready.
enum Story: String, CaseIterable {
    case undisturbed
    case failedCreation = "action-fails:command=create_server,times=1"
    case lostOrder = "lost-answer:call=POST /servers,times=1"
    case lostKey = "lost-answer:call=POST /ssh_keys,times=1"
    case lostFirewall = "lost-answer:call=POST /firewalls,times=1"

    /// The end of a story.
    struct End: Equatable {
        var deploy: JobRunner.Result?
        /// The reason why the deploy failed, for the operator.
        var detail: String?
        var isSwept = false
        /// Nil when there was nothing to delete.
        var deletion: JobRunner.Result?
        /// What is left, at Hetzner and in the ledger.
        var servers: Int64 = 0
        var sshKeys: Int64 = 0
        var openLines = 0
        var isObserving = false
    }

    /// The requests whose responses the story uses as no earlier one does.
    func isOwn(_ request: String) -> Bool {
        switch self {
        case .undisturbed: true
        case .failedCreation: request.contains(" /servers/") || request == "POST /servers"
        case .lostOrder: request == "GET /servers"
        case .lostKey: request == "GET /ssh_keys"
        case .lostFirewall: request == "GET /firewalls"
        }
    }

    /// Runs the story with a changed Hetzner, and an hour of maintenance, or less when nothing is to be deleted any more.
    /// Then Hetzner is as usual, and nothing may be left after the longest pause between two attempts to delete.
    func run(
        location: SourceLocation = #_sourceLocation, changing: (SimulatedTransport) -> Void = { _ in }
    ) throws -> End {
        let deploy = try SimulatedDeploy()
        if self != .undisturbed { try deploy.hetzner.inject(rawValue) }
        changing(deploy.hetzner)
        var end = End()
        end.deploy = try runDeploy(deploy)
        end.detail = try deploy.current.failureDetail
        for _ in 0..<2 where !end.isSwept { end.isSwept = (try? deploy.sweep()) != nil }
        end.deletion = try runDeletion(deploy)
        try maintain(deploy, every: .seconds(300))
        (end.servers, end.sshKeys) = (try deploy.servers, try deploy.sshKeys)
        end.openLines = try deploy.test.store.openResources(of: deploy.user).count
        end.isObserving = try deploy.test.store.installation().observing != nil
        deploy.hetzner.bend = { $1 }
        deploy.hetzner.intercept = { _ in nil }
        try maintain(deploy, every: .seconds(3600))
        let isAnythingLeft = try deploy.servers + deploy.sshKeys > 0
        #expect(!isAnythingLeft, "forgotten at Hetzner", sourceLocation: location)
        #expect(try deploy.test.store.pendingDeletions().isEmpty, sourceLocation: location)
        return end
    }

    private func runDeploy(_ deploy: SimulatedDeploy) throws -> JobRunner.Result {
        let hostKey = try PrivateKey.generate(.ed25519).publicKey.openSSH
        deploy.shell = PlayedShell()
        var waits = 0
        deploy.whileWaiting = { deploy in
            // A deploy that is verified waits for the witness as long as it takes.
            if try deploy.current.step == .finish { waits += 1 }
            if waits > 40 { deploy.hetzner.bend = { $1 } }
            // After the first look at the server.
            let job = try deploy.current
            guard deploy.test.store.now - job.stepStartedAt > .seconds(65) else { return }
            try deploy.callBack(.succeeded, hostKey: hostKey)
        }
        let result = try deploy.run()
        deploy.whileWaiting = { _ in }
        return result
    }

    private func runDeletion(_ deploy: SimulatedDeploy) throws -> JobRunner.Result? {
        let start = try deploy.test.store.startDeprovision(
            of: deploy.user, deadline: .seconds(900), by: .customer)
        guard case .started(let job) = start else { return nil }
        return try deploy.run(job)
    }

    private func maintain(_ deploy: SimulatedDeploy, every pause: Duration) throws {
        for _ in 0..<12 where try !deploy.test.store.pendingDeletions().isEmpty {
            deploy.pass(pause)
            _ = try deploy.maintain()
        }
    }
}
