import HTTP

extension FirewallCalls {
    static func setRules(_ call: Call) throws -> Answer {
        let firewall = try call.firewall()
        var input = try call.input(allowing: ["rules"])
        input.require("rules")
        let rules = FirewallRule.list("rules", in: &input)
        try input.finish()
        let world = call.world
        try world.setRules(rules, of: firewall.id)
        let on = [Action.Resource(kind: .firewall, id: firewall.id)]
        let action = try world.makeAction(.setFirewallRules, on: on)
        return call.accepted([action] + (try world.reapply(firewall: firewall.id)))
    }

    static func applyToResources(_ call: Call) throws -> Answer {
        let firewall = try call.firewall()
        let resources = try resources("apply_to", call)
        for case .server(let id) in resources {
            let states = try call.world.firewallStates(ofServer: id)
            guard !states.contains(where: { $0.firewallID == firewall.id }) else {
                throw APIError(
                    status: .unprocessableContent, code: "firewall_already_applied",
                    message: "firewall with ID '\(firewall.id)' is already applied to server '\(id)'")
            }
        }
        return call.accepted(try FirewallResource.apply(firewall.id, to: resources, in: call.world))
    }

    static func removeFromResources(_ call: Call) throws -> Answer {
        let firewall = try call.firewall()
        let resources = try resources("remove_from", call)
        return call.accepted(try FirewallResource.remove(firewall.id, from: resources, in: call.world))
    }

    private static func resources(_ name: String, _ call: Call) throws -> [FirewallResource] {
        var input = try call.input(allowing: [name])
        input.require(name)
        let resources = FirewallResource.list(name, in: &input)
        try input.finish()
        try FirewallResource.check(resources, in: call.world)
        return resources
    }
}

extension Call {
    /// Answers with a list of actions, as all firewall calls do.
    func accepted(_ actions: [Action]) -> Answer {
        .created(["actions": .array(actions.map { $0.json(at: world.now) })])
    }
}
