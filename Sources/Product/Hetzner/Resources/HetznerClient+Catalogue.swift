/// Hetzner's offer, which changes seldom; availability changes by the hour.
extension HetznerClient {
    package func serverTypes(by deadline: ContinuousClock.Instant) throws(HetznerError) -> [ServerType] {
        try allPages(by: deadline)
    }

    package func locations(by deadline: ContinuousClock.Instant) throws(HetznerError) -> [Location] {
        try allPages(by: deadline)
    }

    /// The image of that name for that architecture (`x86` or `arm`); never a deprecated one.
    package func image(
        named name: String, architecture: String, by deadline: ContinuousClock.Instant
    ) throws(HetznerError) -> Image? {
        try firstPage(where: ("name", name), ("architecture", architecture), by: deadline)
            .first { $0.name == name && $0.architecture == architecture }
    }
}

/// A data centre location.
package struct Location: Resource, Encodable {
    package let id: Int64
    /// As `nbg1`.
    package let name: String
    package let description: String
    /// ISO 3166 alpha-2.
    package let country: String
    package let city: String
    package let networkZone: String

    static let singular = "location"
    static let plural = "locations"

    private enum CodingKeys: String, CodingKey {
        case id, name, description, country, city
        case networkZone = "network_zone"
    }
}

/// A disk image that servers are created from.
package struct Image: Resource, Encodable {
    package let id: Int64
    /// As `ubuntu-24.04`, and the same for each architecture; nil for snapshots.
    package let name: String?
    /// `system`, `app`, `snapshot` or `backup`.
    package let type: String
    /// `available`, `creating` or `unavailable`.
    package let status: String
    /// `x86` or `arm`.
    package let architecture: String
    package let deprecation: Deprecation?

    static let singular = "image"
    static let plural = "images"
}
