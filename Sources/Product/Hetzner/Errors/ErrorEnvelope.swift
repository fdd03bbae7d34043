/// The body of an error answer.
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
        message = try error.decodeIfPresent(String.self, forKey: .message) ?? ""
        // `details` comes as an object of any shape, empty, null or not at all; what we can't read of it must
        // not cost us the code.
        details =
            (try? error.decodeIfPresent(WireErrorDetails.self, forKey: .details))?.details ?? ErrorDetails()
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
