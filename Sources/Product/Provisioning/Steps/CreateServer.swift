import Hetzner
import Logging
import Store

/// Orders the server, or adopts what a killed run or a lost answer left.
enum CreateServer {
    /// How soon to look for a catalogue that another job is reading.
    private static let catalogueRecheck: Duration = .seconds(1)

    static func run(_ context: JobContext) throws -> StepExit {
        guard context.job.hetznerServerID == nil else { return .next(.awaitSetUp) }
        let key = try KeyUpload.ensure(context)
        let firewall = try context.firewall()
        try context.renewLease()
        let name = Naming.server(of: context.job.userID)
        let intent = try context.store.intend(
            .server, name: name, project: context.settings.project, under: context.lease)
        if case .resumed(let resource) = intent, let server = try find(name, context) {
            try book(server, resource, context)
            return .next(.awaitSetUp)
        }
        return try order(name, sshKey: key, firewall: firewall, intent, context)
    }

    private static func order(
        _ name: String, sshKey: Int64, firewall: Int64, _ intent: Intent, _ context: JobContext
    ) throws -> StepExit {
        let server: Server
        do {
            guard let catalogue = try Catalogue.current(context) else {
                try intent.withdraw(context)
                return .wait(catalogueRecheck)
            }
            let order = try ServerOrder(context, catalogue, name: name, sshKey: sshKey, firewall: firewall)
            server = try order.place()
        } catch let error as HetznerError where error.kind == .ambiguous {
            // The intention stays on the books, so the next attempt looks before it orders again.
            throw StepFailure.retry(.hetznerUnreachable, "\(error)")
        } catch let error as HetznerError where error.kind == .uniqueness {
            // An answer was lost on the way, and the repeated call finds what the first one made.
            guard let made = try find(name, context) else {
                throw StepFailure.retry(.hetznerRefused, "the name is taken by nothing we can see: \(error)")
            }
            server = made
        } catch {
            try intent.withdraw(context)
            throw error
        }
        try book(server, intent.resource, context)
        return .next(.awaitSetUp)
    }

    /// The server of that name if it is this job's. One of an earlier job is about to go; a stranger's is
    /// never touched.
    private static func find(_ name: String, _ context: JobContext) throws -> Server? {
        guard let server = try context.hetzner.server(named: name, by: context.callDeadline) else {
            return nil
        }
        guard Naming.jobID(in: server.labels) == context.job.id else {
            throw StepFailure.retry(
                .hetznerRefused, "server \(server.id) holds the name \(name) and is not this job's")
        }
        context.log.notice("server.adopted", metadata: ["server": "\(server.id)"])
        return server
    }

    private static func book(_ server: Server, _ resource: Resource, _ context: JobContext) throws {
        let created = CreatedServer(
            hetznerID: server.id, name: server.name, ipAddress: server.publicNet.address ?? "",
            serverType: server.serverType?.name ?? "", location: server.location?.name ?? "")
        try context.store.recordCreated(created, resource: resource.id, under: context.lease)
        context.log.info(
            "server.created",
            metadata: [
                "server": "\(created.hetznerID)", "address": "\(created.ipAddress)",
                "type": "\(created.serverType)", "location": "\(created.location)",
            ])
    }
}
