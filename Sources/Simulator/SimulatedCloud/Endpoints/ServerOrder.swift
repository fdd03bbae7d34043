import HTTP

/// A checked body of POST /servers.
struct ServerOrder {
    /// The address of a server in one address family.
    enum Address: Equatable {
        case none, new
        case existing(Int64)
    }

    let name: String
    let type: ServerType
    let image: Image
    let location: Location
    let sshKeys: [SSHKey]
    let userData: String
    var labels: Labels
    let startsAfterCreate: Bool
    let firewallIDs: [Int64]
    let ipv4: Address
    let ipv6: Address

    /// `datacenter` was removed in July 2026. Whether the service ignores or refuses it now is not documented; refusing
    /// unknown fields is the stricter reading.
    private static let fields: Set<String> = [
        "name", "server_type", "image", "location", "ssh_keys", "user_data", "labels", "start_after_create",
        "firewalls", "public_net", "placement_group", "volumes", "networks", "automount",
    ]
    static let maxUserDataBytes = 32_768

    /// Throws `invalid_input` that names the wrong fields or tells what does not exist or does not fit together.
    init(_ request: APIRequest) throws {
        var input = try request.input(allowing: Self.fields)
        input.require("name", "server_type", "image")
        let name = input.string("name")
        if let name, !isHostname(name) { input.addError("name", ServerEndpoints.hostnameMessage) }
        let type = input.reference("server_type")
        let image = input.reference("image")
        let location = input.reference("location")
        labels = input.labels() ?? .none
        startsAfterCreate = input.bool("start_after_create") ?? true
        userData = Self.userData(&input)
        let keys = (input.array("ssh_keys") ?? []).map(Reference.init)
        if keys.contains(where: { $0 == nil }) { input.addError("ssh_keys", "Must be IDs or names.") }
        firewallIDs = Self.firewallIDs(&input)
        let network = PublicNetwork(&input)
        Self.refuseAbsentKinds(&input)
        try input.finish()

        guard let name, let type, let image else { preconditionFailure("BUG: required fields are missing") }
        self.name = name
        self.type = try Self.type(type)
        self.location = try Self.location(location, for: self.type, in: request.world)
        self.image = try Self.image(image, for: self.type)
        sshKeys = try Self.sshKeys(keys.compactMap(\.self), in: request.world)
        try Self.checkFirewalls(firewallIDs, in: request.world)
        (ipv4, ipv6) = try network.addresses(in: request.world, location: self.location)
    }

    static func userData(_ input: inout Input) -> String {
        let text = input.string("user_data") ?? ""
        // Whether bytes or characters are counted is not documented; bytes are the stricter reading.
        if text.utf8.count > maxUserDataBytes {
            input.addError("user_data", "Length must be between 0 and \(maxUserDataBytes).")
        }
        return text
    }

    private static func firewallIDs(_ input: inout Input) -> [Int64] {
        let ids = (input.array("firewalls") ?? []).map { $0["firewall"]?.integerValue }
        if ids.contains(nil) { input.addError("firewalls", "Must be objects with the ID of a firewall.") }
        if ids.count > World.maxFirewallsPerServer {
            input.addError("firewalls", "Length must be between 0 and \(World.maxFirewallsPerServer).")
        }
        return ids.compactMap(\.self)
    }

    /// This project has no volumes, networks or placement groups that could be named.
    private static func refuseAbsentKinds(_ input: inout Input) {
        _ = input.bool("automount")
        for name in ["volumes", "networks"] where !(input.array(name) ?? []).isEmpty {
            input.addError(name, "Not found.")
        }
        if input.integer("placement_group") != nil { input.addError("placement_group", "Not found.") }
    }
}
