import FoundationEssentials
import Hetzner
import Store

extension DiscoveredResource {
    init(_ server: Server) {
        self.init(.server, server.id, server.name, server.labels, server.created)
    }

    init(_ key: SSHKey) {
        self.init(.sshKey, key.id, key.name, key.labels, key.created)
    }

    init(_ address: PrimaryIP) {
        self.init(.primaryIP, address.id, address.name, address.labels, address.created)
    }

    private init(
        _ kind: Resource.Kind, _ id: Int64, _ name: String, _ labels: [String: String], _ created: Date
    ) {
        self.init(
            kind: kind, hetznerID: id, name: name, jobID: Naming.jobID(in: labels),
            createdAt: Instant(milliseconds: Int64(created.timeIntervalSince1970 * 1000)))
    }
}
