import FoundationEssentials
package import Time

/// Reads and writes Hetzner's JSON.
enum WireJSON {
    static func decode<Value: Decodable>(_ type: Value.Type, from body: [UInt8]) throws(WireError) -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(body))
        } catch {
            throw WireError(error)
        }
    }

    /// Sorts the keys, so that the same request is the same bytes.
    static func encode(_ value: some Encodable) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return Array(try encoder.encode(value))
        } catch {
            // Our requests hold strings, integers, Booleans and containers of them, which JSON can hold.
            preconditionFailure("BUG: a request that is not JSON: \(error)")
        }
    }
}

/// The API writes times in RFC 3339, with `Z` or `+00:00`, with or without a fraction of the second. A stored document
/// (`ServerType.document`) holds seconds since 1970.
extension Instant: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let seconds = try? container.decode(Double.self), abs(seconds) < 1e12 {
            self.init(milliseconds: Int64((seconds * 1000).rounded()))
        } else if let instant = Instant(rfc3339: try container.decode(String.self)) {
            self = instant
        } else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a time")
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(Double(milliseconds) / 1000)
    }
}

/// The place where a response differs from the format we know. Holds none of its values.
struct WireError: Error, CustomStringConvertible {
    let description: String

    /// - Parameter place: of the value that was being read, for errors that don't say it.
    init(_ error: any Error, in place: [any CodingKey] = []) {
        description =
            switch error as? DecodingError {
            case .keyNotFound(let key, let context): "\(path(context.codingPath + [key])) is missing"
            case .valueNotFound(_, let context): "\(path(context.codingPath)) is null"
            case .typeMismatch(_, let context): "\(path(context.codingPath)) has another type"
            case .dataCorrupted(let context) where !context.codingPath.isEmpty:
                "\(path(context.codingPath)) is malformed"
            case _ where !place.isEmpty: "\(path(place)) is malformed"
            default: "it is not JSON"
            }
    }

    init(description: String) {
        self.description = description
    }
}

/// The path as `servers[0].name`.
private func path(_ keys: [any CodingKey]) -> String {
    keys.reduce("") { path, key in
        if let index = key.intValue { return "\(path)[\(index)]" }
        return path.isEmpty ? key.stringValue : "\(path).\(key.stringValue)"
    }
}
