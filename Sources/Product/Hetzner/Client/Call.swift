import HTTP

/// A call as it is to be sent.
struct Call {
    /// What sending it again may do.
    enum Repetition {
        /// Nothing that the first did not do.
        case idempotent
        /// Make a second thing; so it isn't sent again unless the first was certainly not acted on.
        case createsAnother
    }

    let method: Method
    let path: String
    var query: [(name: String, value: String)] = []
    var body: [UInt8]?
    var repetition = Repetition.idempotent

    var operation: String { "\(method.name) \(path)" }

    /// Path and escaped query.
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
