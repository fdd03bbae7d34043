import HTTP

extension ServerOrder {
    static func type(_ reference: Reference) throws(APIError) -> ServerType {
        guard let type = ServerType.find(reference) else {
            throw .invalidInput("server type '\(reference)' not found")
        }
        return type
    }

    /// The location that was asked for, or, when none was, the first that sells the type.
    static func location(
        _ reference: Reference?, for type: ServerType, in world: World
    ) throws(APIError) -> Location {
        if let reference {
            guard let location = Location.find(reference) else {
                throw .invalidInput("location '\(reference)' not found")
            }
            if type.isSold(in: location, at: world.now) { return location }
        } else if let location = Location.all.first(where: { type.isSold(in: $0, at: world.now) }) {
            return location
        }
        throw .invalidInput("unsupported location for server type")
    }

    static func image(_ reference: Reference, for type: ServerType) throws(APIError) -> Image {
        guard let image = Image.find(reference) else { throw .invalidInput("image '\(reference)' not found") }
        guard image.architecture == type.architecture else {
            throw .invalidInput("image has incompatible architecture")
        }
        return image
    }

    static func sshKeys(_ references: [Reference], in world: World) throws -> [SSHKey] {
        try references.map { reference in
            guard let key = try world.sshKey(reference) else {
                throw APIError.invalidInput("SSH key '\(reference)' not found")
            }
            return key
        }
    }

    static func checkFirewalls(_ ids: [Int64], in world: World) throws {
        for id in ids where try world.firewall(id) == nil {
            throw APIError.invalidInput("firewall '\(id)' not found")
        }
    }
}

/// `public_net` of POST /servers.
struct PublicNetwork {
    private var enablesIPv4 = true
    private var enablesIPv6 = true
    private var ipv4: Int64?
    private var ipv6: Int64?

    init(_ input: inout Input) {
        guard let value = input.value("public_net") else { return }
        guard case .object(let members) = value else {
            input.addError("public_net", "Not a valid object.")
            return
        }
        var inner = Input(members: members, allowing: ["enable_ipv4", "enable_ipv6", "ipv4", "ipv6"])
        enablesIPv4 = inner.bool("enable_ipv4") ?? true
        enablesIPv6 = inner.bool("enable_ipv6") ?? true
        ipv4 = inner.integer("ipv4")
        ipv6 = inner.integer("ipv6")
        input.addErrors(of: inner, under: "public_net")
        // A server without any network is refused by the clients; the service presumably refuses it too.
        if !enablesIPv4, !enablesIPv6 {
            input.addError("public_net", "A server needs at least one of IPv4, IPv6 and a network.")
        }
    }

    /// Throws the documented errors for addresses that are taken, elsewhere or of the other family.
    func addresses(
        in world: World, location: Location
    ) throws -> (ServerOrder.Address, ServerOrder.Address) {
        (
            try address(.ipv4, enablesIPv4, ipv4, in: world, location: location),
            try address(.ipv6, enablesIPv6, ipv6, in: world, location: location)
        )
    }

    private func address(
        _ kind: PrimaryIP.Kind, _ isEnabled: Bool, _ id: Int64?, in world: World, location: Location
    ) throws -> ServerOrder.Address {
        guard isEnabled else { return .none }
        guard let id else { return .new }
        guard let ip = try world.primaryIP(id) else { throw APIError.notFound("primary IP", id: id) }
        guard ip.serverID == nil else {
            throw APIError(
                status: .unprocessableContent, code: "primary_ip_assigned",
                message: "primary IP \(id) is already assigned")
        }
        guard ip.location.id == location.id else {
            throw APIError(
                status: .unprocessableContent, code: "primary_ip_datacenter_mismatch",
                message: "primary IP \(id) is in another location")
        }
        guard ip.type == kind else {
            throw APIError(
                status: .preconditionFailed, code: "primary_ip_version_mismatch",
                message: "primary IP \(id) is of another type")
        }
        return .existing(id)
    }
}
