import HTTP

/// The reason why the responder itself responds in place of the handler.
enum Refusal: Error, Equatable {
    case malformed(String)
    case contentTooLarge(maxBytes: Int)
    /// The handler's response can't be sent as HTTP.
    case unsendableResponse

    var status: Status {
        switch self {
        case .malformed: .badRequest
        case .contentTooLarge: .contentTooLarge
        case .unsendableResponse: .internalServerError
        }
    }

    /// For programs.
    private var code: String {
        switch self {
        case .malformed: "malformed_request"
        case .contentTooLarge: "content_too_large"
        case .unsendableResponse: "internal_error"
        }
    }

    private var sentence: String {
        switch self {
        case .malformed(let what): "The request is malformed: \(what)."
        case .contentTooLarge(let maxBytes): "The request's body is larger than \(maxBytes) bytes."
        case .unsendableResponse: "Something went wrong."
        }
    }

    /// Writes the body, as JSON when `accept` names it, and returns the head.
    func respond(accept: String?, body: inout [UInt8]) -> ResponseHead {
        body.removeAll(keepingCapacity: true)
        let isJSON = accept?.contains("application/json") ?? false
        let json = #"{"error":{"code":"\#(code)","message":"\#(sentence)"}}"#
        body += ((isJSON ? json : sentence) + "\n").utf8
        let type = isJSON ? "application/json" : "text/plain; charset=utf-8"
        return ResponseHead(status, [("Content-Type", type), ("Cache-Control", "no-store")])
    }
}
