import Time

/// A system image (reference: GET /images). One name has an image for each architecture.
struct Image: Sendable {
    let id: Int64
    let name: String
    let description: String
    let flavor: String
    let version: String
    let architecture: ServerType.Architecture
    let created: Instant
    var deprecation: ServerType.Deprecation?

    var json: JSON {
        [
            "id": .integer(id), "type": "system", "status": "available", "name": .string(name),
            "description": .string(description), "image_size": nil, "disk_size": 5,
            "created": .string(created.rfc3339), "created_from": nil, "bound_to": nil,
            "os_flavor": .string(flavor), "os_version": .string(version), "rapid_deploy": true,
            "protection": ["delete": false],
            // Old clients read the one, new ones the other.
            "deprecated": JSON(deprecation?.announced.rfc3339), "deprecation": deprecation?.json ?? .null,
            "deleted": nil, "labels": [:], "architecture": .string(architecture.rawValue),
        ]
    }

    static func find(_ id: Int64) -> Image? {
        all.first { $0.id == id }
    }

    /// By id or by name. Whether the vendor resolves a bare name for the type's architecture is not
    /// documented; taking the first, which is x86, is the stricter reading.
    static func find(_ reference: Reference) -> Image? {
        all.first { reference.matches(id: $0.id, name: $0.name) }
    }

    // x86 before arm of the same name: old clients take the first.
    static let all: [Image] = [
        make(67_794_396, "ubuntu-22.04", "ubuntu", "22.04", .x86, Instant(year: 2022, month: 4, day: 21)),
        make(103_908_130, "ubuntu-22.04", "ubuntu", "22.04", .arm, Instant(year: 2023, month: 3, day: 20)),
        make(161_547_269, "ubuntu-24.04", "ubuntu", "24.04", .x86, Instant(year: 2024, month: 4, day: 25)),
        make(161_547_270, "ubuntu-24.04", "ubuntu", "24.04", .arm, Instant(year: 2024, month: 4, day: 25)),
        make(
            45_557_056, "debian-11", "debian", "11", .x86, Instant(year: 2021, month: 8, day: 16),
            deprecation: ServerType.Deprecation(
                announced: Instant(year: 2026, month: 8, day: 31),
                unavailableAfter: Instant(year: 2027, month: 2, day: 28))),
        make(114_690_387, "debian-12", "debian", "12", .x86, Instant(year: 2023, month: 6, day: 13)),
        make(114_690_389, "debian-12", "debian", "12", .arm, Instant(year: 2023, month: 6, day: 13)),
        make(310_557_660, "debian-13", "debian", "13", .x86, Instant(year: 2025, month: 8, day: 12)),
        make(310_557_663, "debian-13", "debian", "13", .arm, Instant(year: 2025, month: 8, day: 12)),
    ]

    private static func make(
        _ id: Int64, _ name: String, _ flavor: String, _ version: String,
        _ architecture: ServerType.Architecture, _ created: Instant,
        deprecation: ServerType.Deprecation? = nil
    ) -> Image {
        let title = flavor.prefix(1).uppercased() + flavor.dropFirst()
        return Image(
            id: id, name: name, description: "\(title) \(version)", flavor: flavor, version: version,
            architecture: architecture, created: created, deprecation: deprecation)
    }
}
