import FoundationEssentials

/// JSON as Hetzner writes and reads it.
enum WireJSON {
    static func decode<Value: Decodable>(_ type: Value.Type, from body: [UInt8]) throws(WireError) -> Value {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .custom { decoder in
            let container = try decoder.singleValueContainer()
            let text = try container.decode(String.self)
            guard let date = date(text) else {
                throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a date")
            }
            return date
        }
        do {
            return try decoder.decode(type, from: Data(body))
        } catch {
            throw WireError(error)
        }
    }

    /// The keys sorted, so that the same request is the same bytes.
    static func encode(_ value: some Encodable) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return Array(try encoder.encode(value))
        } catch {
            // Our requests hold strings, integers, Booleans and containers of them: all can be written.
            preconditionFailure("BUG: a request that is not JSON: \(error)")
        }
    }

    /// RFC 3339 as the API has written it over the years: `2026-01-18T15:29:59Z`, `…+00:00`, with or without
    /// a fraction of the second.
    static func date(_ text: String) -> Date? {
        let style = Date.ISO8601FormatStyle()
        // Each form refuses what the other reads.
        return (try? style.parse(text))
            ?? (try? Date.ISO8601FormatStyle(includingFractionalSeconds: true).parse(text))
    }
}
