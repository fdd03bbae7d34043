import HTTP
import SimulatorFaults
import Time

/// The response of an endpoint: a status and, except for 204, a JSON body.
struct JSONResponse {
    let status: Status
    let body: JSON?
    var headers: [(String, String)] = []

    static func ok(_ body: JSON) -> JSONResponse {
        JSONResponse(status: .ok, body: body)
    }

    static func created(_ body: JSON) -> JSONResponse {
        JSONResponse(status: .created, body: body)
    }

    /// A response without a body. It has no JSON content type either, since old clients would parse the empty body.
    static let noContent = JSONResponse(status: .noContent, body: nil)
}

extension JSONResponse {
    /// An error that keeps the changes which the request has made so far; a thrown one undoes them.
    init(_ error: APIError) {
        self.init(status: error.status, body: error.body)
    }
}

/// The bytes of a response, and the faults of their delivery.
struct Response {
    var status: Status
    var headers: [(String, String)] = []
    var body: [UInt8] = []
    var delay: Duration = .zero
    /// The time by which the `Date` header is ahead of the clock.
    var dateError: Duration = .zero
    /// True when the connection closes without a response.
    var isLost = false
    /// The error's code, for `RequestRecord`.
    var code: String?
    /// The fault that fired, for `RequestRecord`.
    var fault: ResponseFault?

    init(_ response: JSONResponse) {
        status = response.status
        headers = response.headers
        guard let json = response.body else { return }
        headers.append(("Content-Type", "application/json"))
        json.write(to: &body)
        code = json["error"]?["code"]?.stringValue
    }

    init(_ error: APIError) {
        self.init(JSONResponse(error))
    }

    /// The head for the web server; nginx keeps its `Date` and adds none. For a lost response it makes nginx close the
    /// connection without a byte (`nginx/hetzner-sim.conf`): if we closed our own end, nginx would respond with 502.
    func head(correlationID: String, at now: Instant) -> ResponseHead {
        guard !isLost else {
            return ResponseHead(.noContent, [("X-Accel-Redirect", "@hetzner_sim_hangs_up")])
        }
        let date = (now + dateError).httpDate
        return ResponseHead(status, headers + [("Date", date), ("X-Correlation-Id", correlationID)])
    }

    /// The response to an unknown path, as the service's router gives it: spread over lines, with the keys in another
    /// order than in all other errors.
    static var unknownPath: Response {
        var response = Response(
            APIError(status: .notFound, code: "not_found", message: "page not found"))
        response.headers = [("Content-Type", "application/json; charset=UTF-8")]
        response.body = Array(
            """
            {
              "error": {
                "message": "page not found",
                "code": "not_found",
                "details": {}
              }
            }
            """.utf8)
        return response
    }

    /// The response to a missing or wrong token, which has its keys in yet another order.
    static func unauthorized(_ error: APIError) -> Response {
        var response = Response(error)
        let body: JSON = [
            "error": [
                "code": .string(error.code), "details": [:], "message": .string(error.message),
            ]
        ]
        response.body = Array(body.text.utf8)
        return response
    }
}
