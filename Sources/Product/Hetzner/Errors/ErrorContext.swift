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
