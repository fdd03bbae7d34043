package import HTTP

/// An error response of the API: `{"error":{"code":…,"message":…,"details":…}}`.
package struct APIError: Error, Equatable {
    package let status: Status
    package let code: String
    package let message: String
    package var details: JSON = .null

    var body: JSON {
        ["error": ["code": .string(code), "message": .string(message), "details": details]]
    }
}

/// A wrong field of a request, with the reason.
struct FieldError: Equatable {
    let name: String
    let message: String
}

extension APIError {
    static func invalidInput(fields: [FieldError]) -> APIError {
        let names = fields.map { "'\($0.name)'" }.joined(separator: ", ")
        let details = fields.map { field in
            JSON.object([
                .init(name: "name", value: .string(field.name)),
                .init(name: "messages", value: [.string(field.message)]),
            ])
        }
        return APIError(
            status: .unprocessableContent, code: "invalid_input",
            message: "invalid input in field \(names)", details: ["fields": .array(details)])
    }

    /// Well-formed input that is invalid in this project; the real service sends empty details.
    static func invalidInput(_ message: String) -> APIError {
        APIError(status: .unprocessableContent, code: "invalid_input", message: message, details: [:])
    }

    static func notFound(_ kind: String, id: Int64) -> APIError {
        APIError(status: .notFound, code: "not_found", message: "\(kind) with ID '\(id)' not found")
    }

    private static func notUnique(_ message: String, field: String? = nil) -> APIError {
        let details: JSON = field.map { ["fields": [["name": .string($0)]]] } ?? [:]
        return APIError(
            status: .conflict, code: "uniqueness_error", message: message, details: details)
    }

    static func nameTaken(_ kind: ResourceKind) -> APIError {
        switch kind {
        case .server: notUnique("server name is already used")
        case .sshKey: notUnique("SSH key name is already used", field: "name")
        case .firewall: notUnique("firewall name is already used", field: "name")
        case .primaryIP: notUnique("primary IP name is already used", field: "name")
        case .action: preconditionFailure("BUG: actions have no names")
        }
    }

    static let keyNotUnique = notUnique("SSH key not unique", field: "public_key")

    static let serverLimitExceeded = limitExceeded("server limit exceeded", limit: "server_limit")
    static let primaryIPLimitExceeded = limitExceeded(
        "Primary IP limit exceeded", limit: "primary_ip_limit")

    static func limitExceeded(_ message: String, limit: String) -> APIError {
        APIError(
            status: .forbidden, code: "resource_limit_exceeded", message: message,
            details: ["limits": [["name": .string(limit)]]])
    }

    static func protected(_ kind: String) -> APIError {
        APIError(status: .locked, code: "protected", message: "\(kind) deletion is protected")
    }

    static func inUse(firewall id: Int64) -> APIError {
        APIError(
            status: .unprocessableContent, code: "resource_in_use",
            message: "firewall with ID \(id) is still in use")
    }

    /// An endpoint that was removed, as the changelog announced.
    static func gone(_ announcement: String) -> APIError {
        APIError(
            status: .gone, code: "deprecated_api_endpoint", message: "API functionality was removed",
            details: ["announcement": .string("https://docs.hetzner.cloud/changelog#\(announcement)")])
    }

    static let isLocked = APIError(
        status: .locked, code: "locked", message: "cannot perform operation because resource is locked")
    static let notJSON = APIError(
        status: .badRequest, code: "json_error", message: "invalid JSON in request body")
    static let noToken = APIError(
        status: .unauthorized, code: "unauthorized", message: "token is required")
    static let wrongToken = APIError(
        status: .unauthorized, code: "unauthorized", message: "the token you have provided is invalid")
    // Older documents gave 403; the general table of errors says 401.
    static let readOnlyToken = APIError(
        status: .unauthorized, code: "token_readonly",
        message: "token is only allowed to perform read operations")
    static let methodNotAllowed = APIError(
        status: .methodNotAllowed, code: "method_not_allowed", message: "method not allowed")
    static let bodyTooLarge = APIError(
        status: .contentTooLarge, code: "invalid_input", message: "request body is too large")
}
