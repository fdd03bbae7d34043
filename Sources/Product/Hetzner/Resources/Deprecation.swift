package import Time

/// When something was announced to go, and when it can no longer be ordered.
package struct Deprecation: Sendable, Codable, Equatable {
    package let announced: Instant?
    package let unavailableAfter: Instant?

    private enum CodingKeys: String, CodingKey {
        case announced
        case unavailableAfter = "unavailable_after"
    }
}
