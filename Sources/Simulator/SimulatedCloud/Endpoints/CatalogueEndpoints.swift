import HTTP
import Time

/// The read-only endpoints of server types, locations, images and prices.
enum CatalogueEndpoints {
    static func serverTypes(_ request: APIRequest) throws -> JSONResponse {
        let types = ServerType.all.sorted { $0.id < $1.id }
        let listing = Listing<ServerType>(
            name: "server_types", sortKeys: ["id": { .integer($0.id) }, "name": { .text($0.name) }],
            render: request.world.json)
        return try listing.response(named(types, request, \.name), to: request)
    }

    static func serverType(_ request: APIRequest) throws -> JSONResponse {
        guard let type = ServerType.find(.id(request.id)) else {
            throw APIError.notFound("server type", id: request.id)
        }
        return .ok(["server_type": try request.world.json(type)])
    }

    static func locations(_ request: APIRequest) throws -> JSONResponse {
        let listing = Listing<Location>(
            name: "locations", sortKeys: ["id": { .integer($0.id) }, "name": { .text($0.name) }],
            render: { $0.json })
        return try listing.response(named(Location.all, request, \.name), to: request)
    }

    static func location(_ request: APIRequest) throws -> JSONResponse {
        guard let location = Location.find(.id(request.id)) else {
            throw APIError.notFound("location", id: request.id)
        }
        return .ok(["location": location.json])
    }

    static func images(_ request: APIRequest) throws -> JSONResponse {
        var images = named(Image.all, request, \.name)
        let architectures = try request.choices("architecture", of: ServerType.Architecture.self)
        if !architectures.isEmpty { images.removeAll { !architectures.contains($0.architecture) } }
        if request.query["include_deprecated"] != "true" { images.removeAll { $0.deprecation != nil } }
        // There are system images only, all available and without labels.
        let types = try request.choices("type", of: ImageType.self)
        let statuses = try request.choices("status", of: ImageStatus.self)
        if !types.isEmpty, !types.contains(.system) { images = [] }
        if !statuses.isEmpty, !statuses.contains(.available) { images = [] }
        if request.query["bound_to"] != nil { images = [] }
        if let text = request.query["label_selector"], try !LabelSelector(text).matches(.none) { images = [] }
        let listing = Listing<Image>(
            name: "images",
            sortKeys: [
                "id": { .integer($0.id) }, "name": { .text($0.name) },
                "created": { .integer($0.created.milliseconds) },
            ],
            render: { $0.json })
        return try listing.response(images, to: request)
    }

    static func image(_ request: APIRequest) throws -> JSONResponse {
        guard let image = Image.find(request.id) else { throw APIError.notFound("image", id: request.id) }
        return .ok(["image": image.json])
    }

    static func pricing(_ request: APIRequest) -> JSONResponse {
        .ok(["pricing": Pricing.json])
    }

    /// Removed on 1 October 2026.
    static func datacenters(_ request: APIRequest) throws -> JSONResponse {
        throw APIError.gone("2026-06-02-datacenters-deprecated")
    }

    private enum ImageType: String {
        case system, app, snapshot, backup
    }

    private enum ImageStatus: String {
        case available, creating, unavailable
    }

    private static func named<Element>(
        _ elements: [Element], _ request: APIRequest, _ name: (Element) -> String
    ) -> [Element] {
        guard let wanted = request.query["name"] else { return elements }
        return elements.filter { name($0) == wanted }
    }
}
