import HTTP

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
