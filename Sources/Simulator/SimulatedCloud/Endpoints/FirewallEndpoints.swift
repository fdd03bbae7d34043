import HTTP
import SQLite
import Time

/// POST, GET, PUT and DELETE /firewalls.
enum FirewallEndpoints {
    static func list(_ request: APIRequest) throws -> JSONResponse {
        var firewalls = try request.world.firewalls()
        if let name = request.query["name"] { firewalls.removeAll { $0.name != name } }
        if let text = request.query["label_selector"] {
            let selector = try LabelSelector(text)
            firewalls.removeAll { !selector.matches($0.labels) }
        }
        let listing = Listing<Firewall>(
            name: "firewalls",
            sortKeys: [
                "id": { .integer($0.id) }, "name": { .text($0.name) },
                "created": { .integer($0.createdAt.milliseconds) },
            ],
            createdAt: \.createdAt, render: request.world.json)
        return try listing.response(firewalls, to: request)
    }

    static func get(_ request: APIRequest) throws -> JSONResponse {
        .ok(["firewall": try request.world.json(try request.firewall())])
    }

    static func create(_ request: APIRequest) throws -> JSONResponse {
        var input = try request.input(allowing: ["name", "labels", "rules", "apply_to"])
        input.require("name")
        let name = checkedName(&input)
        let labels = input.labels() ?? .none
        let rules = FirewallRule.list("rules", in: &input)
        let resources = FirewallResource.list("apply_to", in: &input)
        try input.finish()
        guard let name else { preconditionFailure("BUG: a required field is missing") }
        let world = request.world
        if let refusal = try refusal(of: name, in: world) { return JSONResponse(refusal) }
        try FirewallResource.check(resources, in: world)
        let firewall = try insert(name, labels, in: world)
        var actions: [Action] = []
        if !rules.isEmpty {
            try world.setRules(rules, of: firewall.id)
            let on = [Action.Resource(kind: .firewall, id: firewall.id)]
            actions.append(try world.createAction(.setFirewallRules, on: on))
        }
        actions += try FirewallResource.apply(firewall.id, to: resources, in: world)
        return .created([
            "firewall": try world.json(firewall), "actions": .array(actions.map { $0.json(at: world.now) }),
        ])
    }

    /// Changes name and labels; an action changes the rules.
    static func update(_ request: APIRequest) throws -> JSONResponse {
        let firewall = try request.firewall()
        var input = try request.input(allowing: ["name", "labels"])
        let name = checkedName(&input) ?? firewall.name
        let labels = input.labels() ?? firewall.labels
        try input.finish()
        if let holder = try request.world.firewall(named: name), holder.id != firewall.id {
            throw APIError.nameTaken(.firewall)
        }
        try request.world.database.execute(
            "UPDATE firewalls SET name = \(name), labels = \(labels.stored) WHERE id = \(firewall.id)")
        return .ok(["firewall": try request.world.json(try request.firewall())])
    }

    static func delete(_ request: APIRequest) throws -> JSONResponse {
        let firewall = try request.firewall()
        if try request.world.isInUse(firewall.id) { throw APIError.inUse(firewall: firewall.id) }
        try request.world.database.execute("DELETE FROM firewalls WHERE id = \(firewall.id)")
        return .noContent
    }

    private static func refusal(of name: String, in world: World) throws -> APIError? {
        if try world.firewall(named: name) != nil { return .nameTaken(.firewall) }
        guard let refusal = try world.refusal(at: .name(of: .firewall)) else { return nil }
        if refusal.holder == .somebody { _ = try insert(name, .ofSomebody, in: world) }
        return refusal.error
    }

    private static func insert(_ name: String, _ labels: Labels, in world: World) throws -> Firewall {
        let id = try world.allocateID(.firewall)
        try world.database.execute(
            """
            INSERT INTO firewalls (id, name, labels, created_at)
            VALUES (\(id), \(name), \(labels.stored), \(world.now))
            """)
        guard let firewall = try world.firewall(id) else { preconditionFailure("BUG: a firewall got lost") }
        return firewall
    }

    private static func checkedName(_ input: inout Input) -> String? {
        let name = input.string("name")
        if let name, name.isEmpty || name.count > 128 {
            input.addError("name", "Length must be between 1 and 128.")
        }
        return name
    }
}

extension APIRequest {
    /// The firewall that the path names. Throws `not_found`.
    func firewall() throws -> Firewall {
        guard let firewall = try world.firewall(id) else { throw APIError.notFound("firewall", id: id) }
        return firewall
    }
}
