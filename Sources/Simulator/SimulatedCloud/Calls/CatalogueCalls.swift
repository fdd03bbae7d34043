import HTTP

/// What can be ordered, where, and for how much: read-only.
enum CatalogueCalls {
    static func serverTypes(_ call: Call) throws -> Answer {
        let types = ServerType.all.sorted { $0.id < $1.id }
        let listing = Listing<ServerType>(
            name: "server_types", sortKeys: ["id": { .integer($0.id) }, "name": { .text($0.name) }],
            render: call.world.json)
        return try listing.answer(named(types, call, \.name), to: call)
    }

    static func serverType(_ call: Call) throws -> Answer {
        guard let type = ServerType.find(.id(call.id)) else {
            throw APIError.notFound("server type", id: call.id)
        }
        return .ok(["server_type": try call.world.json(type)])
    }

    static func locations(_ call: Call) throws -> Answer {
        let listing = Listing<Location>(
            name: "locations", sortKeys: ["id": { .integer($0.id) }, "name": { .text($0.name) }],
            render: { $0.json })
        return try listing.answer(named(Location.all, call, \.name), to: call)
    }

    static func location(_ call: Call) throws -> Answer {
        guard let location = Location.find(.id(call.id)) else {
            throw APIError.notFound("location", id: call.id)
        }
        return .ok(["location": location.json])
    }

    static func images(_ call: Call) throws -> Answer {
        var images = named(Image.all, call, \.name)
        let architectures = try call.choices("architecture", of: ServerType.Architecture.self)
        if !architectures.isEmpty { images.removeAll { !architectures.contains($0.architecture) } }
        if call.query["include_deprecated"] != "true" { images.removeAll { $0.withdrawal != nil } }
        // There are system images only, all available and without labels.
        let types = try call.choices("type", of: ImageType.self)
        let statuses = try call.choices("status", of: ImageStatus.self)
        if !types.isEmpty, !types.contains(.system) { images = [] }
        if !statuses.isEmpty, !statuses.contains(.available) { images = [] }
        if call.query["bound_to"] != nil { images = [] }
        if let text = call.query["label_selector"], try !LabelSelector(text).matches(.none) { images = [] }
        let listing = Listing<Image>(
            name: "images",
            sortKeys: [
                "id": { .integer($0.id) }, "name": { .text($0.name) },
                "created": { .integer($0.created.milliseconds) },
            ],
            render: { $0.json })
        return try listing.answer(images, to: call)
    }

    static func image(_ call: Call) throws -> Answer {
        guard let image = Image.find(call.id) else { throw APIError.notFound("image", id: call.id) }
        return .ok(["image": image.json])
    }

    static func pricing(_ call: Call) -> Answer {
        .ok(["pricing": Pricing.json])
    }

    /// Removed on 1 October 2026.
    static func datacenters(_ call: Call) throws -> Answer {
        throw APIError.gone("2026-06-02-datacenters-deprecated")
    }

    private enum ImageType: String {
        case system, app, snapshot, backup
    }

    private enum ImageStatus: String {
        case available, creating, unavailable
    }

    private static func named<Element>(
        _ elements: [Element], _ call: Call, _ name: (Element) -> String
    ) -> [Element] {
        guard let wanted = call.query["name"] else { return elements }
        return elements.filter { name($0) == wanted }
    }
}
