package import FoundationEssentials

/// When something was announced to go, and when it can no longer be ordered.
package struct Deprecation: Sendable, Codable, Equatable {
    package let announced: Date?
    package let unavailableAfter: Date?

    private enum CodingKeys: String, CodingKey {
        case announced
        case unavailableAfter = "unavailable_after"
    }
}
