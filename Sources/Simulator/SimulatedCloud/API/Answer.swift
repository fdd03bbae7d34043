import HTTP

/// What a call gives: a status and, but for 204, a JSON body.
struct Answer {
    let status: Status
    let body: JSON?
    var headers: [(String, String)] = []

    static func ok(_ body: JSON) -> Answer {
        Answer(status: .ok, body: body)
    }

    static func created(_ body: JSON) -> Answer {
        Answer(status: .created, body: body)
    }

    /// Has no body and must not carry a JSON content type: an old client would try to parse nothing.
    static let noContent = Answer(status: .noContent, body: nil)
}

extension Answer {
    /// An error that leaves standing what the call has done so far; one that is thrown undoes it.
    init(_ error: APIError) {
        self.init(status: error.status, body: error.body)
    }
}
