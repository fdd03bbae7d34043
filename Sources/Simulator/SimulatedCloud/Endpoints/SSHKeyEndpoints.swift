import HTTP
import SQLite
import Time

/// POST, GET, PUT and DELETE /ssh_keys.
enum SSHKeyEndpoints {
    static func list(_ request: APIRequest) throws -> JSONResponse {
        var keys = try request.world.sshKeys()
        if let name = request.query["name"] { keys.removeAll { $0.name != name } }
        if let fingerprint = request.query["fingerprint"] { keys.removeAll { $0.fingerprint != fingerprint } }
        if let text = request.query["label_selector"] {
            let selector = try LabelSelector(text)
            keys.removeAll { !selector.matches($0.labels) }
        }
        let listing = Listing<SSHKey>(
            name: "ssh_keys", sortKeys: ["id": { .integer($0.id) }, "name": { .text($0.name) }],
            createdAt: \.createdAt, render: { $0.json })
        return try listing.response(keys, to: request)
    }

    static func get(_ request: APIRequest) throws -> JSONResponse {
        .ok(["ssh_key": try key(request).json])
    }

    static func create(_ request: APIRequest) throws -> JSONResponse {
        var input = try request.input(allowing: ["name", "public_key", "labels"])
        input.require("name", "public_key")
        let name = checkedName(&input)
        let labels = input.labels() ?? .none
        // Clients send the file with its line break.
        let publicKey = (input.string("public_key") ?? "").split { $0.isNewline }.joined(separator: "\n")
        let fingerprint = SSHKey.fingerprint(ofLine: publicKey)
        if input.value("public_key") != nil, fingerprint == nil {
            let types = SSHKey.types.joined(separator: ", ")
            input.addError("public_key", "SSH key type is invalid (supported types: \(types))")
        }
        try input.finish()
        guard let name, let fingerprint else { preconditionFailure("BUG: required fields are missing") }
        let draft = Draft(name: name, publicKey: publicKey, fingerprint: fingerprint, labels: labels)
        if let refusal = try refusal(of: draft, in: request.world) { return JSONResponse(refusal) }
        return .created(["ssh_key": try insert(draft, in: request.world).json])
    }

    static func update(_ request: APIRequest) throws -> JSONResponse {
        let key = try key(request)
        var input = try request.input(allowing: ["name", "labels"])
        let name = checkedName(&input) ?? key.name
        let labels = input.labels() ?? key.labels
        try input.finish()
        if let holder = try request.world.sshKey(named: name), holder.id != key.id {
            throw APIError.nameTaken(.sshKey)
        }
        try request.world.database.execute(
            "UPDATE ssh_keys SET name = \(name), labels = \(labels.stored) WHERE id = \(key.id)")
        return .ok(["ssh_key": try self.key(request).json])
    }

    static func delete(_ request: APIRequest) throws -> JSONResponse {
        let key = try key(request)
        try request.world.database.execute("DELETE FROM ssh_keys WHERE id = \(key.id)")
        return .noContent
    }

    private struct Draft {
        var name: String
        let publicKey: String
        let fingerprint: String
        var labels: Labels
    }

    private static func refusal(of draft: Draft, in world: World) throws -> APIError? {
        if try world.sshKey(fingerprint: draft.fingerprint) != nil { return .keyNotUnique }
        if try world.sshKey(named: draft.name) != nil { return .nameTaken(.sshKey) }
        if let refusal = try world.refusal(at: .name(of: .sshKey)) {
            if refusal.holder == .somebody {
                // Another key under our name; its fingerprint is one that no key has.
                let unknown = Draft(
                    name: draft.name, publicKey: "ssh-ed25519 AAAA",
                    fingerprint: "00:\(world.now.milliseconds)",
                    labels: .ofSomebody)
                _ = try insert(unknown, in: world)
            }
            return refusal.error
        }
        if let refusal = try world.refusal(at: .publicKey) {
            if refusal.holder == .somebody {
                var twin = draft
                twin.name = "somebody-\(world.now.milliseconds)"
                twin.labels = .ofSomebody
                _ = try insert(twin, in: world)
            }
            return refusal.error
        }
        return nil
    }

    private static func insert(_ draft: Draft, in world: World) throws -> SSHKey {
        let id = try world.allocateID(.sshKey)
        try world.database.execute(
            """
            INSERT INTO ssh_keys VALUES (\(id), \(draft.name), \(draft.fingerprint), \(draft.publicKey),
                \(draft.labels.stored), \(world.now))
            """)
        guard let key = try world.sshKey(id) else { preconditionFailure("BUG: an SSH key got lost") }
        return key
    }

    private static func key(_ request: APIRequest) throws -> SSHKey {
        guard let key = try request.world.sshKey(request.id) else {
            throw APIError.notFound("SSH key", id: request.id)
        }
        return key
    }

    private static func checkedName(_ input: inout Input) -> String? {
        let name = input.string("name")
        if let name, name.isEmpty || name.utf8.count > 128 {
            input.addError("name", "Length must be between 1 and 128.")
        }
        return name
    }
}
