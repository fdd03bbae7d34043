/// A place where servers stand.
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
