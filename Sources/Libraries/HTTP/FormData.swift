/// The fields of an `application/x-www-form-urlencoded` body or a query string, in order
/// (WHATWG URL section 5.1).
package struct FormData: Sendable {
    package private(set) var fields: [(name: String, value: String)] = []

    package init() {}

    /// Throws `FormError` when there are more than `maxFields` fields, an escape is broken or the decoded
    /// bytes are not UTF-8.
    package init(urlEncoded bytes: some Collection<UInt8>, maxFields: Int = 100) throws(FormError) {
        for pair in bytes.split(separator: UInt8(ascii: "&")) {
            guard fields.count < maxFields else { throw .tooManyFields(limit: maxFields) }
            let equals = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
            let rest = equals == pair.endIndex ? equals : pair.index(after: equals)
            guard
                let name = percentDecoded(pair[..<equals], plus: .isSpace),
                let value = percentDecoded(pair[rest...], plus: .isSpace)
            else { throw .malformed }
            fields.append((name, value))
        }
    }

    /// The first field of that name.
    package subscript(name: String) -> String? {
        fields.first { $0.name == name }?.value
    }

    /// Every value of that name, in order.
    package func all(_ name: String) -> [String] {
        fields.filter { $0.name == name }.map(\.value)
    }
}

/// A form body that was refused.
package enum FormError: Error, Equatable {
    case tooManyFields(limit: Int)
    case malformed
}
