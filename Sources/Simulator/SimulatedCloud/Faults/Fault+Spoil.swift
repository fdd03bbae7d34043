import HTTP

extension Fault.Kind {
    /// Whether it strikes the answer to a call, whatever the call is.
    var strikesCalls: Bool {
        switch self {
        case .lostAnswer, .rateLimited, .serverError, .badGateway, .unavailable, .gatewayTimeout, .slow,
            .dripping, .malformedJSON, .conflict, .maintenance, .tokenRejected, .locked:
            true
        default: false
        }
    }
}

extension Fault {
    /// Whether the call is carried out although its answer goes wrong.
    var isAfterCall: Bool {
        switch kind {
        case .lostAnswer, .slow, .dripping, .malformedJSON: true
        default: isAfterCommit
        }
    }

    /// Turns a response into what the client gets to see. A dripping one is nginx's work, which reads
    /// its `X-Accel` headers.
    func spoil(_ response: inout Response, _ limit: RateLimit, token: String) {
        switch kind {
        case .lostAnswer:
            response.isLost = true
        case .rateLimited:
            response = Response(limit.error(token: token))
            response.headers += limit.exhausted.headers
        case .badGateway:
            response = Self.proxyPage
        case .slow:
            response.delay = seconds
        case .dripping:
            response.headers.append(("X-Accel-Limit-Rate", String(bytesPerSecond)))
        case .malformedJSON:
            response.body.removeLast(response.body.count / 2)
        default:
            response = Response(error)
        }
    }

    private var error: APIError {
        switch kind {
        case .serverError:
            APIError(status: .internalServerError, code: "server_error", message: "internal server error")
        case .unavailable:
            APIError(
                status: .serviceUnavailable, code: "unavailable", message: "service currently unavailable")
        case .gatewayTimeout:
            APIError(status: .gatewayTimeout, code: "timeout", message: "request timed out")
        case .conflict:
            APIError(
                status: .conflict, code: "conflict", message: "the resource has changed during the request")
        case .maintenance:
            APIError(
                status: .forbidden, code: "maintenance",
                message: "cannot perform operation due to maintenance")
        case .tokenRejected: .wrongToken
        case .locked: .isLocked
        default: preconditionFailure("BUG: \(kind.rawValue) is no answer")
        }
    }

    private static var proxyPage: Response {
        var response = Response(.noContent)
        response.status = .badGateway
        response.headers = [("Content-Type", "text/html")]
        response.body = Array(
            """
            <html>\r
            <head><title>502 Bad Gateway</title></head>\r
            <body>\r
            <center><h1>502 Bad Gateway</h1></center>\r
            </body>\r
            </html>\r

            """.utf8)
        return response
    }
}
