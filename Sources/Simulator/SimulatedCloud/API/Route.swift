import HTTP

/// One endpoint of the API: a method and a path in which `{id}` stands for a number.
struct Route {
    let method: Method
    let path: String
    let handle: @Sendable (APIRequest) throws -> JSONResponse
    private let parts: [Substring]

    init(_ method: Method, _ path: String, _ handle: @escaping @Sendable (APIRequest) throws -> JSONResponse)
    {
        self.method = method
        self.path = path
        self.handle = handle
        parts = path.split(separator: "/")
    }

    /// The numbers in the path, or nil when this is another path.
    func ids(in path: String) -> [Int64]? {
        let given = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        guard given.count == parts.count else { return nil }
        var ids: [Int64] = []
        for (part, text) in zip(parts, given) {
            if part == "{id}" {
                guard let id = Int64(text), id > 0 else { return nil }
                ids.append(id)
            } else if part != text {
                return nil
            }
        }
        return ids
    }

    /// Every endpoint that the simulator has.
    static let all: [Route] =
        servers + sshKeys + firewalls + primaryIPs + actions + catalogue

    private static let servers = [
        Route(.get, "/servers", ServerEndpoints.list),
        Route(.post, "/servers", ServerEndpoints.create),
        Route(.get, "/servers/actions", ActionEndpoints.listOfServers),
        Route(.get, "/servers/actions/{id}", ActionEndpoints.getOfServer),
        Route(.get, "/servers/{id}", ServerEndpoints.get),
        Route(.put, "/servers/{id}", ServerEndpoints.update),
        Route(.delete, "/servers/{id}", ServerEndpoints.delete),
        Route(.get, "/servers/{id}/actions", ActionEndpoints.listOfServer),
        Route(.get, "/servers/{id}/actions/{id}", ActionEndpoints.getOfServer),
        Route(.post, "/servers/{id}/actions/poweron", ServerEndpoints.powerOn),
        Route(.post, "/servers/{id}/actions/poweroff", ServerEndpoints.powerOff),
        Route(.post, "/servers/{id}/actions/shutdown", ServerEndpoints.shutDown),
        Route(.post, "/servers/{id}/actions/reboot", ServerEndpoints.reboot),
        Route(.post, "/servers/{id}/actions/reset", ServerEndpoints.reset),
        Route(.post, "/servers/{id}/actions/rebuild", ServerEndpoints.rebuild),
        Route(.post, "/servers/{id}/actions/change_protection", ServerEndpoints.changeProtection),
    ]

    private static let sshKeys = [
        Route(.get, "/ssh_keys", SSHKeyEndpoints.list),
        Route(.post, "/ssh_keys", SSHKeyEndpoints.create),
        Route(.get, "/ssh_keys/{id}", SSHKeyEndpoints.get),
        Route(.put, "/ssh_keys/{id}", SSHKeyEndpoints.update),
        Route(.delete, "/ssh_keys/{id}", SSHKeyEndpoints.delete),
    ]

    private static let firewalls = [
        Route(.get, "/firewalls", FirewallEndpoints.list),
        Route(.post, "/firewalls", FirewallEndpoints.create),
        Route(.get, "/firewalls/actions", ActionEndpoints.listOfFirewalls),
        Route(.get, "/firewalls/actions/{id}", ActionEndpoints.getOfFirewall),
        Route(.get, "/firewalls/{id}", FirewallEndpoints.get),
        Route(.put, "/firewalls/{id}", FirewallEndpoints.update),
        Route(.delete, "/firewalls/{id}", FirewallEndpoints.delete),
        Route(.get, "/firewalls/{id}/actions", ActionEndpoints.listOfFirewall),
        Route(.get, "/firewalls/{id}/actions/{id}", ActionEndpoints.getOfFirewall),
        Route(.post, "/firewalls/{id}/actions/set_rules", FirewallEndpoints.setRules),
        Route(.post, "/firewalls/{id}/actions/apply_to_resources", FirewallEndpoints.applyToResources),
        Route(.post, "/firewalls/{id}/actions/remove_from_resources", FirewallEndpoints.removeFromResources),
    ]

    private static let primaryIPs = [
        Route(.get, "/primary_ips", PrimaryIPEndpoints.list),
        Route(.post, "/primary_ips", PrimaryIPEndpoints.create),
        Route(.get, "/primary_ips/actions", ActionEndpoints.listOfPrimaryIPs),
        Route(.get, "/primary_ips/actions/{id}", ActionEndpoints.getOfPrimaryIP),
        Route(.get, "/primary_ips/{id}", PrimaryIPEndpoints.get),
        Route(.put, "/primary_ips/{id}", PrimaryIPEndpoints.update),
        Route(.delete, "/primary_ips/{id}", PrimaryIPEndpoints.delete),
        Route(.post, "/primary_ips/{id}/actions/assign", PrimaryIPEndpoints.assign),
        Route(.post, "/primary_ips/{id}/actions/unassign", PrimaryIPEndpoints.unassign),
        Route(.post, "/primary_ips/{id}/actions/change_protection", PrimaryIPEndpoints.changeProtection),
    ]

    private static let actions = [
        Route(.get, "/actions", ActionEndpoints.listByIDs),
        Route(.get, "/actions/{id}", ActionEndpoints.get),
    ]

    private static let catalogue = [
        Route(.get, "/server_types", CatalogueEndpoints.serverTypes),
        Route(.get, "/server_types/{id}", CatalogueEndpoints.serverType),
        Route(.get, "/locations", CatalogueEndpoints.locations),
        Route(.get, "/locations/{id}", CatalogueEndpoints.location),
        Route(.get, "/images", CatalogueEndpoints.images),
        Route(.get, "/images/{id}", CatalogueEndpoints.image),
        Route(.get, "/pricing", CatalogueEndpoints.pricing),
        Route(.get, "/datacenters", CatalogueEndpoints.datacenters),
        Route(.get, "/datacenters/{id}", CatalogueEndpoints.datacenters),
    ]
}
