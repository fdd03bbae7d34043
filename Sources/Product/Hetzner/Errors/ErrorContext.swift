import Crypto
import HTTP
import HTTPClient

/// What is known of one request while its answer is judged.
struct ErrorContext {
    let call: Call
    let attempt: Int
    let foreignText: ForeignText

    /// The answer decoded, or the error that it is.
    func interpret<Answer>(
        _ response: ClientResponse, decode: ([UInt8]) throws(WireError) -> Answer
    ) throws(HetznerError) -> Answer {
        guard (200..<300).contains(response.status) else { throw error(response) }
        do throws(WireError) {
            return try decode(response.body)
        } catch {
            throw make(
                call.repetition == .createsAnother ? .ambiguous : .unreadable, "unreadable answer: \(error)",
                response: response)
        }
    }

    func outOfTime() -> HetznerError {
        make(.outOfTime, "no time left", attempts: attempt - 1)
    }

    func overBudget() -> HetznerError {
        make(.overBudget, "too few of the hour's calls are left", attempts: attempt - 1)
    }

    func error(noAnswer failure: TransportError) -> HetznerError {
        let mayBeDone = call.repetition == .createsAnother && failure.delivery == .possiblySent
        return make(mayBeDone ? .ambiguous : .noAnswer, failure.description, transport: failure)
    }

    private func error(_ response: ClientResponse) -> HetznerError {
        // A gateway's answer is often not JSON: then the status has to do.
        let envelope = try? WireJSON.decode(ErrorEnvelope.self, from: response.body)
        let details = foreignText.cleaned(envelope?.details ?? ErrorDetails())
        var kind = HetznerError.Kind(
            status: response.status, code: envelope?.code, message: envelope?.message ?? "", details: details)
        let isOpen = response.status >= 500 || kind == .unavailable || envelope?.code == "unknown_error"
        if isOpen && call.repetition == .createsAnother { kind = .ambiguous }
        return make(
            kind, envelope?.message ?? "no error that we can read", response: response, code: envelope?.code,
            details: details)
    }

    private func make(
        _ kind: HetznerError.Kind, _ message: String, response: ClientResponse? = nil, code: String? = nil,
        details: ErrorDetails = ErrorDetails(), transport: TransportError? = nil, attempts: Int? = nil
    ) -> HetznerError {
        HetznerError(
            kind: kind, operation: call.operation, status: response?.status,
            code: code.map(foreignText.cleaned),
            message: foreignText.cleaned(message),
            correlationID: response?.headers["X-Correlation-Id"].map(foreignText.cleaned), details: details,
            attempts: attempts ?? attempt,
            retryAfter: response?.headers["Retry-After"].flatMap { Int64($0) }.map { .seconds($0) },
            transport: transport)
    }
}

/// Makes text from outside fit for logs: no part of the token, one line, of bounded length.
///
/// Hetzner's message to a 429 quotes the first half of the token.
struct ForeignText {
    static let maxCharacters = 500

    let redactor: Redactor

    func cleaned(_ text: String) -> String {
        // What is cut off first is far behind the end, so that the cut hides no token's beginning.
        let scalars = redactor.redact(String(text.prefix(8 * Self.maxCharacters))).unicodeScalars
        let line = scalars.map { $0.properties.generalCategory == .control ? " " : Character($0) }
        return String(String(line).prefix(Self.maxCharacters))
    }

    func cleaned(_ details: ErrorDetails) -> ErrorDetails {
        var cleaned = ErrorDetails()
        cleaned.fields = details.fields.map { field in
            ErrorDetails.Field(
                name: self.cleaned(field.name), messages: field.messages.map { self.cleaned($0) })
        }
        cleaned.limits = details.limits.map { self.cleaned($0) }
        cleaned.announcement = details.announcement.map { self.cleaned($0) }
        return cleaned
    }
}
