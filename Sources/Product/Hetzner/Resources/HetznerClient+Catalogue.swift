/// Hetzner's offer, which changes seldom; availability changes by the hour.
extension HetznerClient {
    /// All types that can be read. Throws `.unreadable` when none can, rather than say that nothing is sold.
    package func serverTypes(by deadline: ContinuousClock.Instant) throws(HetznerError) -> [ServerType] {
        try allPages(needingOne: true, by: deadline)
    }

    /// The image of that name for that architecture (`x86` or `arm`); never a deprecated one.
    package func image(
        named name: String, architecture: String, by deadline: ContinuousClock.Instant
    ) throws(HetznerError) -> Image? {
        try lookUp([("name", name), ("architecture", architecture)], by: deadline) { image in
            let isNamed = isEqual(image.name, to: name)
            let isForArchitecture = isEqual(image.architecture, to: architecture)
            if isNamed == false || isForArchitecture == false { return false }
            return isNamed == nil || isForArchitecture == nil ? nil : true
        }
    }
}

/// A disk image that servers are created from. Only the id is always there.
package struct Image: Resource {
    package let id: Int64
    /// As `ubuntu-24.04`, and the same for each architecture; nil for snapshots.
    package let name: String?
    /// `x86` or `arm`.
    package let architecture: String?

    static let singular = "image"
    static let plural = "images"

    private enum Keys: String, CodingKey {
        case id, name, architecture
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        id = try container.decode(Int64.self, forKey: .id)
        name = container.readable(.name)
        architecture = container.readable(.architecture)
    }
}
