import HTTP
import SQLite

/// The target of a firewall: a server, or all servers that a label selector matches.
enum FirewallResource: Equatable {
    case server(Int64)
    case selector(String)

    /// Reads a list of resources; adds field errors to `input`.
    static func list(_ name: String, in input: inout Input) -> [FirewallResource] {
        var resources: [FirewallResource] = []
        for element in input.array(name) ?? [] {
            if let resource = FirewallResource(element) {
                resources.append(resource)
            } else {
                input.addError(name, "Must be a server with its ID or a label_selector with its selector.")
            }
        }
        return resources
    }

    private init?(_ json: JSON) {
        switch json["type"]?.stringValue {
        case "server":
            guard let id = json["server"]?["id"]?.integerValue else { return nil }
            self = .server(id)
        case "label_selector":
            guard let text = json["label_selector"]?["selector"]?.stringValue else { return nil }
            do throws(APIError) {
                _ = try LabelSelector(text)
            } catch {
                return nil
            }
            self = .selector(text)
        default: return nil
        }
    }

    /// Throws `firewall_resource_not_found` for a server that does not exist, and `locked`.
    static func check(_ resources: [FirewallResource], in world: World) throws {
        for case .server(let id) in resources {
            guard let server = try world.server(id) else {
                throw APIError(
                    status: .notFound, code: "firewall_resource_not_found",
                    message: "server with ID '\(id)' not found")
            }
            if try world.isLocked(server: server.id) { throw APIError.isLocked }
            if try world.primaryIPs(of: id).isEmpty {
                throw APIError(
                    status: .unprocessableContent, code: "private_net_only_server",
                    message: "server with ID '\(id)' has no public network")
            }
        }
    }

    static func apply(
        _ firewallID: Int64, to resources: [FirewallResource], in world: World
    ) throws -> [Action] {
        var actions: [Action] = []
        for resource in resources {
            switch resource {
            case .server(let id):
                try checkFirewallLimit(forFirewall: firewallID, onServer: id, in: world)
                if let action = try world.apply(firewall: firewallID, toServer: id) { actions.append(action) }
            case .selector(let selector):
                try world.database.execute(
                    "INSERT INTO firewall_selectors VALUES (\(firewallID), \(selector)) ON CONFLICT DO NOTHING"
                )
                for server in try world.servers() where try LabelSelector(selector).matches(server.labels) {
                    let action = try world.apply(
                        firewall: firewallID, toServer: server.id, selector: selector)
                    if let action { actions.append(action) }
                }
            }
        }
        return actions
    }

    static func remove(
        _ firewallID: Int64, from resources: [FirewallResource], in world: World
    ) throws -> [Action] {
        try resources.flatMap { resource in
            switch resource {
            case .server(let id): [try remove(firewallID, fromServer: id, in: world)]
            case .selector(let selector): try remove(firewallID, selector: selector, in: world)
            }
        }
    }

    private static func remove(
        _ firewallID: Int64, fromServer id: Int64, in world: World
    ) throws -> Action {
        let selectors = try world.firewallStates(of: firewallID).filter { $0.serverID == id }.map(\.selector)
        guard !selectors.isEmpty else {
            throw APIError(
                status: .notFound, code: "firewall_resource_not_found",
                message: "firewall with ID '\(firewallID)' is not applied to server '\(id)'")
        }
        guard selectors.contains("") else {
            throw APIError(
                status: .unprocessableContent, code: "firewall_managed_by_label_selector",
                message: "firewall with ID '\(firewallID)' is applied to server '\(id)' by a label selector")
        }
        return try world.remove(firewall: firewallID, fromServer: id)
    }

    private static func remove(
        _ firewallID: Int64, selector: String, in world: World
    ) throws -> [Action] {
        let removed = try world.database.execute(
            "DELETE FROM firewall_selectors WHERE firewall_id = \(firewallID) AND selector = \(selector)")
        guard removed > 0 else {
            throw APIError(
                status: .notFound, code: "firewall_resource_not_found",
                message: "firewall with ID '\(firewallID)' does not select by '\(selector)'")
        }
        return try world.firewallStates(of: firewallID).filter { $0.selector == selector }.map {
            try world.remove(firewall: firewallID, fromServer: $0.serverID, selector: selector)
        }
    }

    /// The vendor documents the limit, not the error.
    private static func checkFirewallLimit(
        forFirewall firewallID: Int64, onServer id: Int64, in world: World
    ) throws {
        let others = try world.firewallStates(ofServer: id).filter { $0.firewallID != firewallID }
        if others.count >= World.maxFirewallsPerServer {
            throw APIError.limitExceeded("firewall limit of the server exceeded", limit: "firewall_limit")
        }
    }
}
