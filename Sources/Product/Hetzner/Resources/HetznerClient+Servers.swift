extension HetznerClient {
    /// Orders a server, whose actions go on after the response.
    ///
    /// Throws `.ambiguous` when the server may exist, `.uniqueness` when the name is taken, and `.unavailableHere`
    /// when another location should be tried.
    package func createServer(
        _ order: CreateServerRequest, by deadline: ContinuousClock.Instant
    ) throws(HetznerError) -> Server {
        let single: SingleResponse<Server> = try perform(
            .post("/servers", order, .createsAnother), by: deadline)
        return single.element
    }

    /// The server of that id. Throws `.notFound` when there is none.
    package func server(_ id: Int64, by deadline: ContinuousClock.Instant) throws(HetznerError) -> Server {
        try resource(id, by: deadline)
    }

    package func server(
        named name: String, by deadline: ContinuousClock.Instant
    ) throws(HetznerError) -> Server? {
        try lookUp([("name", name)], by: deadline) { isEqual($0.name, to: name) }
    }

    /// All servers that carry these labels. Absence is no proof that a server is gone; `server(_:by:)` tells.
    package func servers(
        labels: [String: String] = [:], by deadline: ContinuousClock.Instant
    ) throws(HetznerError) -> [Server] {
        try allPages(where: [("sort", "id:asc")] + labelFilter(labels), by: deadline)
    }

    /// Starts a deletion, after the actions that hold the server. Safe to repeat. The server exists, and holds its
    /// name and firewall, until a call for it throws `.notFound`.
    package func deleteServer(
        _ id: Int64, by deadline: ContinuousClock.Instant
    ) throws(HetznerError) -> DeletionResponse {
        try delete(Server.self, id, by: deadline)
    }
}

/// An order for a server. Prints without its user data, which holds a one-time address.
package struct CreateServerRequest: Sendable, Encodable, CustomStringConvertible, CustomReflectable {
    package struct FirewallReference: Sendable, Encodable {
        let firewall: Int64
    }

    package struct PublicNet: Sendable, Encodable {
        package var enableIPv4 = true
        package var enableIPv6 = true

        package init() {}

        private enum CodingKeys: String, CodingKey {
            case enableIPv4 = "enable_ipv4"
            case enableIPv6 = "enable_ipv6"
        }
    }

    /// Unique in the project; a host name.
    package var name: String
    package var serverType: String
    /// The id, since one name stands for two images, one for each architecture.
    package var image: Int64
    package var location: String
    /// Without a key Hetzner would create a root password and mail it.
    package var sshKeys: [Int64]
    package var userData: String
    package var labels: [String: String]
    /// Applied before the server starts, so that it is never without.
    package var firewalls: [FirewallReference]
    package var publicNet = PublicNet()
    private let startAfterCreate = true

    package init(
        name: String, serverType: String, image: Int64, location: String, sshKeys: [Int64], userData: String,
        labels: [String: String], firewalls: [Int64]
    ) {
        self.name = name
        self.serverType = serverType
        self.image = image
        self.location = location
        self.sshKeys = sshKeys
        self.userData = userData
        self.labels = labels
        self.firewalls = firewalls.map(FirewallReference.init)
    }

    private enum CodingKeys: String, CodingKey {
        case name, image, location, labels, firewalls
        case serverType = "server_type"
        case sshKeys = "ssh_keys"
        case userData = "user_data"
        case publicNet = "public_net"
        case startAfterCreate = "start_after_create"
    }

    package var description: String { "\(name): \(serverType) in \(location)" }

    package var customMirror: Mirror { Mirror(self, children: []) }
}
