import FoundationEssentials

extension JSON {
    /// Reads one JSON text. Throws `NotJSON` when it is none.
    package init(parsing bytes: [UInt8]) throws(NotJSON) {
        do {
            self = try JSONDecoder().decode(JSON.self, from: Data(bytes))
        } catch {
            throw NotJSON()
        }
    }

    /// The bytes are not a JSON text.
    package struct NotJSON: Error {}
}

extension JSON: Decodable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = Self.scalar(in: container) {
            self = value
        } else if let elements = Self.attempt([JSON].self, in: container) {
            self = .array(elements)
        } else {
            let members = try container.decode([String: JSON].self)
            self = .object(members.sorted { $0.key < $1.key }.map { Member(name: $0.key, value: $0.value) })
        }
    }

    private static func scalar(in container: any SingleValueDecodingContainer) -> JSON? {
        attempt(Bool.self, in: container).map(JSON.bool)
            ?? attempt(String.self, in: container).map(JSON.string)
            ?? attempt(Int64.self, in: container).map(JSON.integer)
            ?? attempt(Double.self, in: container).map(JSON.number)
    }

    /// `Decoder` has no way to ask for a value's type but to try it; a failed try is the answer "another".
    private static func attempt<Value: Decodable>(
        _ type: Value.Type, in container: any SingleValueDecodingContainer
    ) -> Value? {
        try? container.decode(type)
    }
}
