import HTTP

/// A call of the API: method, path, query and body.
struct Call {
    /// The effect of sending the call a second time.
    enum Repetition {
        /// Nothing that the first request did not do.
        case idempotent
        /// A second resource: the call is sent again only when the first request certainly had no effect.
        case createsAnother
    }

    let method: Method
    let path: String
    var query: [(name: String, value: String)] = []
    var body: [UInt8]?
    var repetition = Repetition.idempotent

    var operation: String { "\(method.name) \(path)" }

    /// The path and the escaped query.
    var target: String {
        guard !query.isEmpty else { return path }
        let pairs = query.map { "\(percentEncoded($0.name))=\(percentEncoded($0.value))" }
        return path + "?" + pairs.joined(separator: "&")
    }

    static func get(_ path: String, _ query: [(name: String, value: String)] = []) -> Call {
        Call(method: .get, path: path, query: query)
    }

    static func delete(_ path: String) -> Call {
        Call(method: .delete, path: path)
    }

    static func post(_ path: String, _ body: some Encodable, _ repetition: Repetition) -> Call {
        Call(method: .post, path: path, body: WireJSON.encode(body), repetition: repetition)
    }
}
