/// The id and name of a resource that an answer holds in full.
package struct NamedReference: Hashable, Sendable, Codable {
    package let id: Int64
    package let name: String

    package init(id: Int64, name: String) {
        self.id = id
        self.name = name
    }
}
