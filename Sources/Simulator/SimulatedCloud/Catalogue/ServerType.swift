import Time

/// A size of server and the locations that sell it (reference: GET /server_types). Sizes and the prices of cx23 to
/// cx53 and cpx22 are those of autumn 2026; other prices are invented.
struct ServerType: Sendable {
    let id: Int64
    let name: String
    let cores: Int64
    let memoryGB: Int64
    let diskGB: Int64
    let category: Category
    let architecture: Architecture
    let hourly: Money
    let monthly: Money
    let locations: [String]
    /// Set when it can't be ordered any more, or soon can't.
    var deprecation: Deprecation?

    enum Category: String, Sendable {
        case costOptimized = "cost_optimized"
        case regularPurpose = "regular_purpose"
        case generalPurpose = "general_purpose"
    }

    enum Architecture: String, Sendable {
        case x86, arm
    }

    struct Deprecation: Sendable {
        let announced: Instant
        let unavailableAfter: Instant

        var json: JSON {
            [
                "announced": .string(announced.rfc3339),
                "unavailable_after": .string(unavailableAfter.rfc3339),
            ]
        }
    }

    static let includedTrafficBytes: Int64 = 21_990_232_555_520

    func isSold(in location: Location, at now: Instant) -> Bool {
        locations.contains(location.name) && (deprecation.map { now <= $0.unavailableAfter } ?? true)
    }

    /// `soldOut` has the names of the locations in which the catalogue shows that none is left.
    func json(soldOut: Set<String>) -> JSON {
        let deprecationJSON = deprecation?.json ?? .null
        let places = locations.compactMap(Location.named)
        return [
            "id": .integer(id), "name": .string(name), "description": .string(name.uppercased()),
            "cores": .integer(cores), "memory": .integer(memoryGB), "disk": .integer(diskGB),
            "deprecated": .bool(deprecation != nil), "deprecation": deprecationJSON,
            "prices": pricesJSON, "storage_type": "local",
            "cpu_type": category == .generalPurpose ? "dedicated" : "shared",
            "category": .string(category.rawValue), "architecture": .string(architecture.rawValue),
            "locations": .array(
                places.map { place in
                    let available = deprecation == nil && !soldOut.contains(place.name)
                    return [
                        "id": .integer(place.id), "name": .string(place.name), "deprecation": deprecationJSON,
                        "recommended": .bool(available && category == .costOptimized),
                        "available": .bool(available),
                    ]
                }),
        ]
    }

    var pricesJSON: JSON {
        .array(
            locations.map { location in
                [
                    "location": .string(location), "price_hourly": hourly.json,
                    "price_monthly": monthly.json,
                    "included_traffic": .integer(Self.includedTrafficBytes),
                    "price_per_tb_traffic": Money("1").json,
                ]
            })
    }
}
