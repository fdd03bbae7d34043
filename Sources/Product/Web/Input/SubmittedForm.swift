import Crypto
import HTTP

/// The fields of a form that a browser posted.
struct SubmittedForm {
    private static let maxFields = 20

    private let fields: FormData

    /// Throws an `HTTPProblem` unless the body is a form in the default encoding of browsers.
    init(_ request: Request) throws(HTTPProblem) {
        guard request.mediaType == FormData.mediaType else {
            throw .unsupportedMediaType(expected: FormData.mediaType)
        }
        fields = try FormData(body: request.body, atMost: Self.maxFields)
    }

    /// The field's value; a missing field is an empty one.
    subscript(name: String) -> String {
        fields[name] ?? ""
    }

    func has(_ name: String) -> Bool {
        fields[name] != nil
    }

    /// The token that the page put into the form; nil when it is missing or malformed.
    var csrfToken: Token? {
        Token(text: self["csrf_token"])
    }
}

extension FormData {
    static let mediaType = "application/x-www-form-urlencoded"

    /// Like `init(urlEncoded:maxFields:)`, but throws an `HTTPProblem` that explains the error to the client.
    init(body: [UInt8], atMost maxFields: Int) throws(HTTPProblem) {
        do throws(FormError) {
            try self.init(urlEncoded: body, maxFields: maxFields)
        } catch {
            throw switch error {
            case .tooManyFields(let limit): .badRequest("The form has more than \(limit) fields.")
            case .malformed: .badRequest("The form is not encoded as forms are.")
            }
        }
    }
}
