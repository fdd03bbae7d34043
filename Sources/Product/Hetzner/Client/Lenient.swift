extension KeyedDecodingContainer {
    /// The field's value; nil when it is missing or null, or has a shape that we can't read. For fields that not every
    /// caller needs: whoever does says what follows from nil.
    func readable<Value: Decodable>(_ key: Key) -> Value? {
        try? decodeIfPresent(Value.self, forKey: key)
    }
}

/// Whether the field has the wanted value; nil when it is missing.
func isEqual(_ field: String?, to wanted: String) -> Bool? {
    field.map { $0 == wanted }
}

/// An element of a list, or the place in it that can't be read. So an odd element costs itself alone.
struct ListElement<Element: Decodable>: Decodable {
    let result: Result<Element, WireError>

    init(from decoder: any Decoder) {
        result = Result { try Element(from: decoder) }.mapError { WireError($0, in: decoder.codingPath) }
    }
}

/// A list without its odd elements.
protocol ReadableList {
    /// The places that can't be read, as `servers[3].id is missing`.
    var leftOut: [String] { get }
}
