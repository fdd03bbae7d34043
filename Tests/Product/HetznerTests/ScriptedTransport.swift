import FoundationEssentials
import HTTP
import HTTPClient
import Testing

/// Plays Hetzner from a script: each request must be the next one in it, with its path, query and body.
final class ScriptedTransport: HTTPTransport {
    private var rest: ArraySlice<Exchange>
    private(set) var requests: [ClientRequest] = []

    init(_ script: [Exchange]) {
        rest = script[...]
    }

    func send(_ request: ClientRequest) throws(TransportError) -> ClientResponse {
        requests.append(request)
        let target = "\(request.method.name) \(request.url.dropFirst(scriptedEndpoint.count))"
        guard let expected = rest.popFirst() else {
            Issue.record("a request beyond the script: \(target)")
            throw TransportError(kind: .other, delivery: .notSent, message: "beyond the script")
        }
        #expect(target == expected.request, sourceLocation: expected.location)
        #expect(
            json(request.body ?? []) == json(Array((expected.body ?? "").utf8)),
            sourceLocation: expected.location)
        return try expected.outcome.get()
    }

    /// The script's requests that were not sent.
    var missing: [String] { rest.map(\.request) }
}

let scriptedEndpoint = "https://api.example/v1"

/// One expected request and its outcome.
struct Exchange {
    let request: String
    let body: String?
    let outcome: Result<ClientResponse, TransportError>
    let location: SourceLocation

    /// - Parameters:
    ///   - request: method, path and query.
    ///   - body: the request's, as any JSON of the same meaning.
    init(
        _ request: String, body: String? = nil, _ status: Int, _ response: String = "",
        headers: [(String, String)] = [], location: SourceLocation = #_sourceLocation
    ) {
        self.request = request
        self.body = body
        self.location = location
        outcome = .success(
            ClientResponse(status: status, headers: Headers(headers), body: Array(response.utf8)))
    }

    init(
        _ request: String, body: String? = nil, fails kind: TransportError.Kind,
        _ delivery: TransportError.Delivery = .possiblySent, location: SourceLocation = #_sourceLocation
    ) {
        self.request = request
        self.body = body
        self.location = location
        outcome = .failure(TransportError(kind: kind, delivery: delivery, code: 28, message: "no luck"))
    }
}

/// The same text for the same JSON. Text that is no JSON stays as it is.
private func json(_ bytes: [UInt8]) -> String {
    guard
        let value = try? JSONDecoder().decode(JSONValue.self, from: Data(bytes)),
        let text = try? JSONEncoder.sorting.encode(value)
    else { return String(decoding: bytes, as: UTF8.self) }
    return String(decoding: text, as: UTF8.self)
}

extension JSONEncoder {
    fileprivate static var sorting: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return encoder
    }
}

private indirect enum JSONValue: Codable {
    case null, bool(Bool), integer(Int64), text(String), array([JSONValue]), object([String: JSONValue])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        self =
            if container.decodeNil() {
                .null
            } else if let value = try? container.decode(Bool.self) {
                .bool(value)
            } else if let value = try? container.decode(Int64.self) {
                .integer(value)
            } else if let value = try? container.decode(String.self) {
                .text(value)
            } else if let value = try? container.decode([JSONValue].self) {
                .array(value)
            } else {
                .object(try container.decode([String: JSONValue].self))
            }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let value): try container.encode(value)
        case .integer(let value): try container.encode(value)
        case .text(let value): try container.encode(value)
        case .array(let value): try container.encode(value)
        case .object(let value): try container.encode(value)
        }
    }
}
