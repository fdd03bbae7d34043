import HTTP
import SimulatorFaults

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

    /// Has no body and must not carry a JSON content type: an old client would try to parse nothing.
    static let noContent = JSONResponse(status: .noContent, body: nil)
}

extension JSONResponse {
    /// An error that keeps the changes which the request has made so far; a thrown one undoes them.
    init(_ error: APIError) {
        self.init(status: error.status, body: error.body)
    }
}

/// A finished response, and what is to go wrong on its way.
struct Response {
    var status: Status
    var headers: [(String, String)] = []
    var body: [UInt8] = []
    var delay: Duration = .zero
    /// Whether the client gets to see nothing but the end of the connection.
    var isLost = false
    /// The error's code, for the record.
    var code: String?
    /// The fault that fired, for the record.
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

    /// What the web server gets. Where the answer is lost, that is the order to close the connection without a
    /// word (`nginx/hetzner-sim.conf`): closing our own end would make it answer 502.
    func head(correlationID: String) -> ResponseHead {
        guard !isLost else {
            return ResponseHead(.noContent, [("X-Accel-Redirect", "@hetzner_sim_hangs_up")])
        }
        return ResponseHead(status, headers + [("X-Correlation-Id", correlationID)])
    }

    /// What the service's router says to a path it does not know: made by another encoder than all other errors,
    /// spread over lines, with its keys in another order.
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

    /// The service's answer to a missing or wrong token has its keys in yet another order.
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
