import FoundationEssentials
package import Time

/// A kind of server and where it is sold (https://docs.hetzner.cloud/reference/cloud#server-types).
package struct ServerType: Resource, Encodable {
    /// A location that sells the type; one not listed never does.
    package struct SalesLocation: Sendable, Codable, Equatable {
        package let name: String
        package let deprecation: Deprecation?
        /// False when sold out now; true is a hint, no promise. Missing before April 2026.
        package let available: Bool?
        package let recommended: Bool?
    }

    /// What the catalogue says of a type in a location.
    package enum Offer: Sendable {
        case available, soldOut, notSold
    }

    package let id: Int64
    package let name: String
    package let cores: Double
    /// GB.
    package let memory: Double
    /// GB.
    package let disk: Double
    /// `x86` or `arm`; images are one or the other.
    package let architecture: String
    package let locations: [SalesLocation]

    static let singular = "server_type"
    static let plural = "server_types"

    package func offer(in location: String, at instant: Instant) -> Offer {
        guard let sale = locations.first(where: { $0.name == location }) else { return .notSold }
        if let end = sale.deprecation?.unavailableAfter, end <= instant { return .notSold }
        return sale.available == false ? .soldOut : .available
    }
}

extension ServerType {
    /// The types as text that `list(document:)` reads: for keeping, not for Hetzner.
    package static func document(_ types: [ServerType]) -> String {
        do {
            return String(decoding: try JSONEncoder().encode(types), as: UTF8.self)
        } catch {
            // Hetzner's numbers came as JSON, so they are none that JSON can't write.
            preconditionFailure("BUG: server types that are not JSON: \(error)")
        }
    }

    /// Nil for a text that `document(_:)` did not make, or an earlier version of it made otherwise.
    package static func list(document: String) -> [ServerType]? {
        // Whatever is wrong with it, it is read from Hetzner again.
        try? JSONDecoder().decode([ServerType].self, from: Data(document.utf8))
    }
}

/// When something was announced to go, and when it can no longer be ordered.
package struct Deprecation: Sendable, Codable, Equatable {
    package let announced: Instant?
    package let unavailableAfter: Instant?

    private enum CodingKeys: String, CodingKey {
        case announced
        case unavailableAfter = "unavailable_after"
    }
}
