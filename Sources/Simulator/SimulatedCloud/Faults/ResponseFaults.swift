import HTTP
import SimulatorFaults

extension FaultInjection {
    /// The fault that it injects into the response to that request; nil when it is meant for something else.
    func responseFault(to method: Method, _ path: String) -> ResponseFault? {
        guard case .response(let fault) = fault, requests.matches(method, path) else { return nil }
        return fault
    }

    /// The time by which it makes the `Date` of the response to that request wrong; nil when it is meant for something
    /// else.
    fileprivate func dateError(_ method: Method, _ path: String) -> Duration? {
        fault == .wrongDate && requests.matches(method, path) ? seconds : nil
    }

    /// True when the request is carried out although its response is wrong.
    func isAfterRequest(_ fault: ResponseFault) -> Bool {
        switch fault {
        case .lostAnswer, .slow, .dripping, .malformedJSON: true
        case .rateLimited, .serverError, .badGateway, .unavailable, .gatewayTimeout, .conflict, .maintenance,
            .tokenRejected, .locked:
            isAfterCommit
        }
    }

    /// Changes a response as the fault demands. nginx sends a dripping response slowly, as the `X-Accel` header tells
    /// it.
    func inject(_ fault: ResponseFault, into response: inout Response, _ limit: RateLimit, token: String) {
        switch fault {
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
        case .serverError: response = Response(.serverError)
        case .unavailable: response = Response(.unavailable)
        case .gatewayTimeout: response = Response(.timeout)
        case .conflict: response = Response(.conflict)
        case .maintenance: response = Response(.maintenance)
        case .tokenRejected: response = Response(.wrongToken)
        case .locked: response = Response(.isLocked)
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

extension World {
    /// The time by which the `Date` of the response to a request is wrong. It is so whatever else is wrong with the
    /// response.
    func dateError(_ method: Method, _ path: String) throws -> Duration {
        try fire { $0.dateError(method, path) } ?? .zero
    }
}

extension ResponseFault {
    /// The requests that it affects when its text names none.
    var defaultRequests: RequestPattern {
        switch self {
        case .lostAnswer: RequestPattern(method: .post, path: "/servers")
        case .locked: RequestPattern(method: .delete, path: "/servers/*")
        case .rateLimited, .serverError, .badGateway, .unavailable, .gatewayTimeout, .slow, .dripping,
            .malformedJSON, .conflict, .maintenance, .tokenRejected:
            .every
        }
    }
}

extension APIError {
    fileprivate static let serverError = APIError(
        status: .internalServerError, code: "server_error", message: "internal server error")
    fileprivate static let unavailable = APIError(
        status: .serviceUnavailable, code: "unavailable", message: "service currently unavailable")
    fileprivate static let timeout = APIError(
        status: .gatewayTimeout, code: "timeout", message: "request timed out")
    fileprivate static let conflict = APIError(
        status: .conflict, code: "conflict", message: "the resource has changed during the request")
    fileprivate static let maintenance = APIError(
        status: .forbidden, code: "maintenance", message: "cannot perform operation due to maintenance")
}
