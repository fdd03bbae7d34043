import HTTP

/// A request that no handler gets to see, and what its sender is told.
enum Refusal: Error, Equatable {
    case malformed(String)
    case contentTooLarge(maxBytes: Int)
    case unknownMethod
    /// The handler's answer can't be sent as HTTP.
    case unsendableResponse

    var status: Status {
        switch self {
        case .malformed: .badRequest
        case .contentTooLarge: .contentTooLarge
        case .unknownMethod: .notImplemented
        case .unsendableResponse: .internalServerError
        }
    }

    private var sentence: String {
        switch self {
        case .malformed(let what): "The request is malformed: \(what)."
        case .contentTooLarge(let maxBytes): "The request's body is larger than \(maxBytes) bytes."
        case .unknownMethod: "The request's method is not known here."
        case .unsendableResponse: "Something went wrong."
        }
    }

    /// Writes the body, as JSON when `accept` names it, and returns the head.
    func respond(accept: String?, body: inout [UInt8]) -> ResponseHead {
        body.removeAll(keepingCapacity: true)
        let isJSON = accept?.contains("application/json") ?? false
        body += (isJSON ? "{\"error\":\"\(sentence)\"}" : sentence + "\n").utf8
        let type = isJSON ? "application/json" : "text/plain; charset=utf-8"
        return ResponseHead(status, [("Content-Type", type), ("Cache-Control", "no-store")])
    }
}
