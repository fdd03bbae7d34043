/// A location of servers (reference: GET /locations).
struct Location: Sendable {
    let id: Int64
    let name: String
    let description: String
    let country: String
    let city: String
    let latitude: Double
    let longitude: Double
    let networkZone: String

    var json: JSON {
        [
            "id": .integer(id), "name": .string(name), "description": .string(description),
            "country": .string(country), "city": .string(city), "latitude": .number(latitude),
            "longitude": .number(longitude), "network_zone": .string(networkZone),
        ]
    }

    static let all = [
        Location(
            id: 1, name: "fsn1", description: "Falkenstein DC Park 1", country: "DE", city: "Falkenstein",
            latitude: 50.47612, longitude: 12.370071, networkZone: "eu-central"),
        Location(
            id: 2, name: "nbg1", description: "Nuremberg DC Park 1", country: "DE", city: "Nuremberg",
            latitude: 49.452102, longitude: 11.076665, networkZone: "eu-central"),
        Location(
            id: 3, name: "hel1", description: "Helsinki DC Park 1", country: "FI", city: "Helsinki",
            latitude: 60.169855, longitude: 24.938379, networkZone: "eu-central"),
        Location(
            id: 4, name: "ash", description: "Ashburn, VA", country: "US", city: "Ashburn, VA",
            latitude: 39.045821, longitude: -77.487073, networkZone: "us-east"),
        Location(
            id: 5, name: "hil", description: "Hillsboro, OR", country: "US", city: "Hillsboro, OR",
            latitude: 45.54222, longitude: -122.951924, networkZone: "us-west"),
        Location(
            id: 6, name: "sin", description: "Singapore", country: "SG", city: "Singapore",
            latitude: 1.283333, longitude: 103.833333, networkZone: "ap-southeast"),
    ]

    static func named(_ name: String) -> Location? {
        all.first { $0.name == name }
    }

    static func find(_ reference: Reference) -> Location? {
        all.first { reference.matches(id: $0.id, name: $0.name) }
    }
}
