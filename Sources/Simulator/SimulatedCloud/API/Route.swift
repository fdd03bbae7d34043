import HTTP

/// One call of the API: a method and a path in which `{id}` stands for a number.
struct Route {
    let method: Method
    let path: String
    let handle: @Sendable (Call) throws -> Answer
    private let parts: [Substring]

    init(_ method: Method, _ path: String, _ handle: @escaping @Sendable (Call) throws -> Answer) {
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

    /// Every call there is.
    static let all: [Route] =
        servers + sshKeys + firewalls + primaryIPs + actions + catalogue

    private static let servers = [
        Route(.get, "/servers", ServerCalls.list),
        Route(.post, "/servers", ServerCalls.create),
        Route(.get, "/servers/actions", ActionCalls.listOfServers),
        Route(.get, "/servers/actions/{id}", ActionCalls.getOfServer),
        Route(.get, "/servers/{id}", ServerCalls.get),
        Route(.put, "/servers/{id}", ServerCalls.update),
        Route(.delete, "/servers/{id}", ServerCalls.delete),
        Route(.get, "/servers/{id}/actions", ActionCalls.listOfServer),
        Route(.get, "/servers/{id}/actions/{id}", ActionCalls.getOfServer),
        Route(.post, "/servers/{id}/actions/poweron", ServerCalls.powerOn),
        Route(.post, "/servers/{id}/actions/poweroff", ServerCalls.powerOff),
        Route(.post, "/servers/{id}/actions/shutdown", ServerCalls.shutDown),
        Route(.post, "/servers/{id}/actions/reboot", ServerCalls.reboot),
        Route(.post, "/servers/{id}/actions/reset", ServerCalls.reset),
        Route(.post, "/servers/{id}/actions/rebuild", ServerCalls.rebuild),
        Route(.post, "/servers/{id}/actions/change_protection", ServerCalls.changeProtection),
    ]

    private static let sshKeys = [
        Route(.get, "/ssh_keys", SSHKeyCalls.list),
        Route(.post, "/ssh_keys", SSHKeyCalls.create),
        Route(.get, "/ssh_keys/{id}", SSHKeyCalls.get),
        Route(.put, "/ssh_keys/{id}", SSHKeyCalls.update),
        Route(.delete, "/ssh_keys/{id}", SSHKeyCalls.delete),
    ]

    private static let firewalls = [
        Route(.get, "/firewalls", FirewallCalls.list),
        Route(.post, "/firewalls", FirewallCalls.create),
        Route(.get, "/firewalls/actions", ActionCalls.listOfFirewalls),
        Route(.get, "/firewalls/actions/{id}", ActionCalls.getOfFirewall),
        Route(.get, "/firewalls/{id}", FirewallCalls.get),
        Route(.put, "/firewalls/{id}", FirewallCalls.update),
        Route(.delete, "/firewalls/{id}", FirewallCalls.delete),
        Route(.get, "/firewalls/{id}/actions", ActionCalls.listOfFirewall),
        Route(.get, "/firewalls/{id}/actions/{id}", ActionCalls.getOfFirewall),
        Route(.post, "/firewalls/{id}/actions/set_rules", FirewallCalls.setRules),
        Route(.post, "/firewalls/{id}/actions/apply_to_resources", FirewallCalls.applyToResources),
        Route(.post, "/firewalls/{id}/actions/remove_from_resources", FirewallCalls.removeFromResources),
    ]

    private static let primaryIPs = [
        Route(.get, "/primary_ips", PrimaryIPCalls.list),
        Route(.post, "/primary_ips", PrimaryIPCalls.create),
        Route(.get, "/primary_ips/actions", ActionCalls.listOfPrimaryIPs),
        Route(.get, "/primary_ips/actions/{id}", ActionCalls.getOfPrimaryIP),
        Route(.get, "/primary_ips/{id}", PrimaryIPCalls.get),
        Route(.put, "/primary_ips/{id}", PrimaryIPCalls.update),
        Route(.delete, "/primary_ips/{id}", PrimaryIPCalls.delete),
        Route(.post, "/primary_ips/{id}/actions/assign", PrimaryIPCalls.assign),
        Route(.post, "/primary_ips/{id}/actions/unassign", PrimaryIPCalls.unassign),
        Route(.post, "/primary_ips/{id}/actions/change_protection", PrimaryIPCalls.changeProtection),
    ]

    private static let actions = [
        Route(.get, "/actions", ActionCalls.listByIDs),
        Route(.get, "/actions/{id}", ActionCalls.get),
    ]

    private static let catalogue = [
        Route(.get, "/server_types", CatalogueCalls.serverTypes),
        Route(.get, "/server_types/{id}", CatalogueCalls.serverType),
        Route(.get, "/locations", CatalogueCalls.locations),
        Route(.get, "/locations/{id}", CatalogueCalls.location),
        Route(.get, "/images", CatalogueCalls.images),
        Route(.get, "/images/{id}", CatalogueCalls.image),
        Route(.get, "/pricing", CatalogueCalls.pricing),
        Route(.get, "/datacenters", CatalogueCalls.datacenters),
        Route(.get, "/datacenters/{id}", CatalogueCalls.datacenters),
    ]
}
