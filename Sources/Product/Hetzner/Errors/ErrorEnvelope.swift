/// The body of an error response.
struct ErrorEnvelope: Decodable {
    let code: String
    let message: String
    let details: ErrorDetails

    private enum Keys: String, CodingKey {
        case error, code, message, details
    }

    init(from decoder: any Decoder) throws {
        let error = try decoder.container(keyedBy: Keys.self).nestedContainer(
            keyedBy: Keys.self, forKey: .error)
        code = try error.decode(String.self, forKey: .code)
        message = error.readable(.message) ?? ""
        // `details` has any shape, or is null or missing; when it can't be read, the code still can.
        details = (error.readable(.details) as WireErrorDetails?)?.details ?? ErrorDetails()
    }
}

private struct WireErrorDetails: Decodable {
    struct Field: Decodable {
        let name: String
        let messages: [String]?
    }
    struct Limit: Decodable {
        let name: String
    }

    let fields: [Field]?
    let limits: [Limit]?
    let announcement: String?

    var details: ErrorDetails {
        var details = ErrorDetails()
        details.fields = (fields ?? []).map { ErrorDetails.Field(name: $0.name, messages: $0.messages ?? []) }
        details.limits = (limits ?? []).map(\.name)
        details.announcement = announcement
        return details
    }
}
