/// What an error says beyond code and message; empty for most.
package struct ErrorDetails: Equatable, Sendable {
    package struct Field: Equatable, Sendable {
        package let name: String
        package let messages: [String]
    }

    /// The request's fields that are at fault.
    package var fields: [Field] = []
    /// The quotas that are used up, by Hetzner's names.
    package var limits: [String] = []
    /// Where a removal was announced.
    package var announcement: String?

    package init() {}

    var facts: [String] {
        fields.map { ([$0.name] + $0.messages).joined(separator: ": ") } + limits
            + [announcement].compactMap { $0 }
    }
}
