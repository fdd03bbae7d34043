import Crypto
import Hetzner
import Logging
import Store

/// Orders the server, or adopts the one that a killed run or a lost response left.
enum CreateServer {
    /// The pause before the next attempt while another job reads the catalogue.
    private static let catalogueRecheck: Duration = .seconds(1)
    /// The longest pause between two looks at an earlier server that is being deleted.
    private static let longestPauseForName: Duration = .seconds(15)

    static func run(_ context: JobContext) throws -> StepResult {
        guard context.job.hetznerServerID == nil else { return .done }
        guard try isNameFree(context) else {
            return .wait(min(.seconds(1) + context.stepAge / 4, longestPauseForName))
        }
        let key = try KeyUpload.ensure(context)
        let firewall = try context.firewall()
        try context.renewLease()
        let name = Naming.server(of: context.job.userID)
        let intent = try context.store.intend(
            .server, name: name, project: context.settings.project, under: context.lease)
        if case .resumed(let resource) = intent, let server = try find(name, context) {
            try record(server, nil, resource, context)
            return .done
        }
        return try order(name, sshKey: key, firewall: firewall, intent, context)
    }

    /// False while an earlier server of the customer, which holds the name, is there: this job's own, which was lost, or
    /// that of an earlier deploy. Its deletion goes on here, since nobody else works on it while the job is unfinished.
    private static func isNameFree(_ context: JobContext) throws -> Bool {
        let earlier = try context.store.openResources(of: context.job.userID).filter {
            $0.kind == .server && $0.state == .deleting && $0.hetznerID != nil
        }
        return try context.areGone(earlier)
    }

    private static func order(
        _ name: String, sshKey: Int64, firewall: Int64, _ intent: Intent, _ context: JobContext
    ) throws -> StepResult {
        let server: Server
        var choice: ServerChoice?
        do {
            guard let catalogue = try Catalogue.current(context) else {
                try intent.withdraw(context)
                return .wait(catalogueRecheck)
            }
            let order = try ServerOrder(context, catalogue, name: name, sshKey: sshKey, firewall: firewall)
            let placed = try order.place()
            (server, choice) = (placed.server, placed.choice)
        } catch let error as HetznerError where error.kind == .ambiguous {
            // The intent stays in the ledger, so the next attempt looks before it orders again.
            throw error
        } catch let error as HetznerError where error.kind == .uniqueness {
            // A response was lost, and the repeated call finds the server of the first one.
            guard let created = try find(name, context) else {
                throw StepFailure(error, hint: "the name is taken by nothing we can see")
            }
            server = created
        } catch {
            try intent.withdraw(context)
            throw error
        }
        try record(server, choice, intent.resource, context)
        return .done
    }

    /// The server of that name if it is this job's. Throws when it is an earlier job's, which is about to be deleted,
    /// or a stranger's, which is never touched.
    private static func find(_ name: String, _ context: JobContext) throws -> Server? {
        guard let server = try context.hetzner.server(named: name, by: context.callDeadline) else {
            return nil
        }
        guard Naming.jobID(in: server.labels) == context.job.id else {
            throw StepFailure.retry(
                .hetznerRefused, "server \(server.id) holds the name \(name) and is not this job's")
        }
        guard try !context.store.isReleased(server: server.id) else {
            throw StepFailure.retry(.hetznerRefused, "server \(server.id), which is to be deleted, is listed")
        }
        context.log.notice("server.adopted", metadata: ["server": "\(server.id)"])
        return server
    }

    /// - Parameter choice: what was ordered, if that is known; the response may lack it.
    private static func record(
        _ server: Server, _ choice: ServerChoice?, _ resource: Resource, _ context: JobContext
    ) throws {
        // An address that the response lacks is read when it is needed.
        let created = CreatedServer(
            hetznerID: server.id, name: resource.name, ipAddress: server.ipv4Address ?? "",
            sshPort: context.settings.sshPort,
            serverType: server.serverType ?? choice?.type ?? "",
            location: server.location ?? choice?.location ?? "")
        try context.store.recordCreated(created, resource: resource.id, under: context.lease)
        context.log.info(
            "server.created",
            metadata: [
                "server": "\(created.hetznerID)", "address": "\(created.ipAddress)",
                "type": "\(created.serverType)", "location": "\(created.location)",
            ])
    }
}

/// Uploads the job's public key, so that a server order can name it.
private enum KeyUpload {
    /// Uploads the key where needed, and returns its id at Hetzner. Safe to repeat.
    static func ensure(_ context: JobContext) throws -> Int64 {
        if let known = context.job.hetznerSSHKeyID { return known }
        guard let pem = try context.store.sshKey(of: context.job.userID) else {
            throw StepFailure.permanent(.internalError, "the job's key pair is gone")
        }
        let publicKey = try PrivateKey(pem: pem).publicKey
        let intent = try context.store.intend(
            .sshKey, name: Naming.sshKey(of: context.job.id), project: context.settings.project,
            under: context.lease)
        let id: Int64
        if case .resumed = intent, let found = try find(publicKey, context) {
            id = found
        } else {
            id = try upload(publicKey, intent, context)
        }
        try context.store.recordCreated(sshKey: id, resource: intent.resource.id, under: context.lease)
        return id
    }

    private static func upload(
        _ key: PublicKey, _ intent: Intent, _ context: JobContext
    ) throws -> Int64 {
        do throws(HetznerError) {
            return try context.hetzner.createSSHKey(
                name: Naming.sshKey(of: context.job.id), publicKey: key.openSSH,
                labels: Naming.labels(of: context.job), by: context.callDeadline
            ).id
        } catch {
            // Keys are unique by fingerprint, and nobody else has this one.
            if error.kind == .uniqueness, let found = try find(key, context) { return found }
            if error.kind != .ambiguous { try intent.withdraw(context) }
            throw error
        }
    }

    private static func find(_ key: PublicKey, _ context: JobContext) throws(HetznerError) -> Int64? {
        try context.hetzner.sshKey(fingerprint: key.md5Fingerprint, by: context.callDeadline)?.id
    }
}

extension Intent {
    /// Withdraws the intent after a refusal that certainly created nothing. An intent of an earlier run stays, since
    /// that run's call may have created something.
    fileprivate func withdraw(_ context: JobContext) throws {
        guard case .new(let resource) = self else { return }
        try context.store.withdraw(resource, under: context.lease)
    }
}
