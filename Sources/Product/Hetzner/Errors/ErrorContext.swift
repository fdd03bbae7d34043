import Crypto
import HTTP
import HTTPClient

/// One request, from which the error of its response is created.
struct ErrorContext {
    let call: Call
    let attempt: Int
    let sanitizer: TextSanitizer

    /// The decoded body of a success. Throws the error that the response means.
    func interpret<Body>(
        _ response: ClientResponse, decode: ([UInt8]) throws(WireError) -> Body
    ) throws(HetznerError) -> Body {
        guard (200..<300).contains(response.status) else { throw refusal(response) }
        do throws(WireError) {
            return try decode(response.body)
        } catch {
            throw createError(
                call.repetition == .createsAnother ? .ambiguous : .unreadable,
                "unreadable response: \(error)",
                response: response)
        }
    }

    func outOfTime() -> HetznerError {
        createError(.outOfTime, "no time left", attempts: attempt - 1)
    }

    func overBudget() -> HetznerError {
        createError(.overBudget, "too few of the hour's calls are left", attempts: attempt - 1)
    }

    func noResponse(_ failure: TransportError) -> HetznerError {
        let mayBeDone = call.repetition == .createsAnother && failure.delivery == .possiblySent
        return createError(mayBeDone ? .ambiguous : .noResponse, failure.description, transport: failure)
    }

    private func refusal(_ response: ClientResponse) -> HetznerError {
        guard let envelope = try? WireJSON.decode(ErrorEnvelope.self, from: response.body) else {
            // A proxy may have passed a call on whose response it keeps back.
            let mayBeDone = call.repetition == .createsAnother
            return createError(
                mayBeDone ? .ambiguous : HetznerError.Kind(withoutCode: response.status),
                "no error of Hetzner's", response: response)
        }
        let details = sanitizer.sanitized(envelope.details)
        var kind = HetznerError.Kind(
            status: response.status, code: envelope.code, message: envelope.message, details: details)
        let isOpen = response.status >= 500 || kind == .unavailable || envelope.code == "unknown_error"
        if isOpen && call.repetition == .createsAnother { kind = .ambiguous }
        return createError(
            kind, envelope.message, response: response, code: envelope.code, details: details)
    }

    private func createError(
        _ kind: HetznerError.Kind, _ message: String, response: ClientResponse? = nil, code: String? = nil,
        details: ErrorDetails = ErrorDetails(), transport: TransportError? = nil, attempts: Int? = nil
    ) -> HetznerError {
        HetznerError(
            kind: kind, operation: call.operation, status: response?.status,
            code: code.map(sanitizer.sanitized),
            message: sanitizer.sanitized(message),
            correlationID: response?.headers["X-Correlation-Id"].map(sanitizer.sanitized), details: details,
            attempts: attempts ?? attempt,
            retryAfter: response?.headers["Retry-After"].flatMap { Int64($0) }.map { .seconds($0) },
            transport: transport)
    }
}

/// Cleans text from outside for logs: no part of the token, one line, 500 characters at most.
///
/// Hetzner's message to a 429 quotes the first half of the token.
struct TextSanitizer {
    static let maxCharacters = 500

    let redactor: Redactor

    func sanitized(_ text: String) -> String {
        // The first cut is far behind the final one, so that no half of a token stays.
        let scalars = redactor.redact(String(text.prefix(8 * Self.maxCharacters))).unicodeScalars
        let line = scalars.map { $0.properties.generalCategory == .control ? " " : Character($0) }
        return String(String(line).prefix(Self.maxCharacters))
    }

    func sanitized(_ details: ErrorDetails) -> ErrorDetails {
        var sanitized = ErrorDetails()
        sanitized.fields = details.fields.map { field in
            ErrorDetails.Field(
                name: self.sanitized(field.name), messages: field.messages.map { self.sanitized($0) })
        }
        sanitized.limits = details.limits.map { self.sanitized($0) }
        sanitized.announcement = details.announcement.map { self.sanitized($0) }
        return sanitized
    }
}
