import HTTP

extension FirewallEndpoints {
    static func setRules(_ request: APIRequest) throws -> JSONResponse {
        let firewall = try request.firewall()
        var input = try request.input(allowing: ["rules"])
        input.require("rules")
        let rules = FirewallRule.list("rules", in: &input)
        try input.finish()
        let world = request.world
        try world.setRules(rules, of: firewall.id)
        let on = [Action.Resource(kind: .firewall, id: firewall.id)]
        let action = try world.createAction(.setFirewallRules, on: on)
        return request.accepted([action] + (try world.reapply(firewall: firewall.id)))
    }

    static func applyToResources(_ request: APIRequest) throws -> JSONResponse {
        let firewall = try request.firewall()
        let resources = try resources("apply_to", request)
        for case .server(let id) in resources {
            let states = try request.world.firewallStates(ofServer: id)
            guard !states.contains(where: { $0.firewallID == firewall.id }) else {
                throw APIError(
                    status: .unprocessableContent, code: "firewall_already_applied",
                    message: "firewall with ID '\(firewall.id)' is already applied to server '\(id)'")
            }
        }
        return request.accepted(try FirewallResource.apply(firewall.id, to: resources, in: request.world))
    }

    static func removeFromResources(_ request: APIRequest) throws -> JSONResponse {
        let firewall = try request.firewall()
        let resources = try resources("remove_from", request)
        return request.accepted(try FirewallResource.remove(firewall.id, from: resources, in: request.world))
    }

    private static func resources(_ name: String, _ request: APIRequest) throws -> [FirewallResource] {
        var input = try request.input(allowing: [name])
        input.require(name)
        let resources = FirewallResource.list(name, in: &input)
        try input.finish()
        try FirewallResource.check(resources, in: request.world)
        return resources
    }
}
