import FoundationEssentials
package import Time

/// A kind of server and where it is sold (https://docs.hetzner.cloud/reference/cloud#server-types). Name and
/// architecture are always there, since without them it can't be ordered.
package struct ServerType: Resource, Encodable {
    /// A location that sells the type; one that is not listed never does.
    package struct SalesLocation: Sendable, Encodable, Equatable {
        package let name: String?
        package let deprecation: Deprecation?
        /// False when sold out now; true is no promise.
        package let available: Bool?
    }

    /// The availability of a type in a location, by the catalogue.
    package enum Offer: Sendable {
        case available, soldOut, notSold
    }

    package let name: String
    /// `x86` or `arm`; images are one or the other.
    package let architecture: String
    /// Nil when the response lacks them.
    package let locations: [SalesLocation]?

    static let singular = "server_type"
    static let plural = "server_types"

    private enum CodingKeys: String, CodingKey {
        case name, architecture, locations
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        name = try container.decode(String.self, forKey: .name)
        architecture = try container.decode(String.self, forKey: .architecture)
        locations = container.readable(.locations)
    }

    /// What the catalogue doesn't say counts as available: Hetzner itself accepts or refuses the order.
    package func offer(in location: String, at instant: Instant) -> Offer {
        guard let locations else { return .available }
        guard let sale = locations.first(where: { $0.name == location }) else {
            return locations.contains { $0.name == nil } ? .available : .notSold
        }
        if let end = sale.deprecation?.unavailableAfter, end <= instant { return .notSold }
        return sale.available == false ? .soldOut : .available
    }
}

extension ServerType.SalesLocation: Decodable {
    private enum CodingKeys: String, CodingKey {
        case name, deprecation, available
    }

    package init(from decoder: any Decoder) throws {
        let container = try? decoder.container(keyedBy: CodingKeys.self)
        name = container?.readable(.name)
        deprecation = container?.readable(.deprecation)
        available = container?.readable(.available)
    }
}

extension ServerType {
    /// The types as text that `list(document:)` reads: for the store, not for Hetzner.
    package static func document(_ types: [ServerType]) -> String {
        do {
            return String(decoding: try JSONEncoder().encode(types), as: UTF8.self)
        } catch {
            // The numbers came as JSON, so JSON can hold them.
            preconditionFailure("BUG: server types that are not JSON: \(error)")
        }
    }

    /// The types of a text from `document(_:)`; nil for any other text, also of a version with another format.
    package static func list(document: String) -> [ServerType]? {
        // The caller reads from Hetzner again, whatever is wrong.
        try? JSONDecoder().decode([ServerType].self, from: Data(document.utf8))
    }
}

/// The times of the announcement of a removal and of its effect, after which nobody can order.
package struct Deprecation: Sendable, Codable, Equatable {
    package let announced: Instant?
    package let unavailableAfter: Instant?

    private enum CodingKeys: String, CodingKey {
        case announced
        case unavailableAfter = "unavailable_after"
    }
}
