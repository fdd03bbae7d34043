/// Hetzner's offer, which changes seldom; availability changes by the hour.
extension HetznerClient {
    package func serverTypes(by deadline: ContinuousClock.Instant) throws(HetznerError) -> [ServerType] {
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

/// A disk image that servers are created from.
package struct Image: Resource {
    package let id: Int64
    /// As `ubuntu-24.04`, and the same for each architecture; nil for snapshots.
    package let name: String?
    /// `x86` or `arm`.
    package let architecture: String

    static let singular = "image"
    static let plural = "images"
}
