package import HTTPClient

/// Why a call failed, for operators: Hetzner's code, message and correlation id, without any part of the token.
package struct HetznerError: Error, Sendable, CustomStringConvertible {
    package let kind: Kind
    /// Method and path, as `POST /servers`.
    package let operation: String
    /// Nil when no answer came.
    package let status: Int?
    /// Hetzner's code, as `uniqueness_error`; nil when the answer had none.
    package let code: String?
    /// For people; Hetzner changes its wording.
    package let message: String
    /// Hetzner's name for the exchange, which its support asks for.
    package let correlationID: String?
    package let details: ErrorDetails
    /// How many requests the call sent, this last one included.
    package let attempts: Int
    /// What the answer asked us to wait; undocumented, but respected when it comes.
    package let retryAfter: Duration?
    /// What went wrong below HTTP, when no answer came.
    package let transport: TransportError?

    package var description: String {
        var facts = [code, status.map { "HTTP \($0)" }, correlationID.map { "correlation \($0)" }]
        if kind == .ambiguous { facts.append("may have been done all the same") }
        if attempts > 1 { facts.append("after \(attempts) tries") }
        let known = facts.compactMap { $0 } + details.facts
        return known.isEmpty
            ? "\(operation): \(message)" : "\(operation): \(message) (\(known.joined(separator: ", ")))"
    }
}

/// What an error says beyond code and message; empty for most.
package struct ErrorDetails: Equatable, Sendable {
    package struct Field: Equatable, Sendable {
        package let name: String
        package let messages: [String]
    }

    /// The request's fields that are at fault.
    package var fields: [Field] = []
    /// The quotas that are used up, by Hetzner's names.
    package var limits: [String] = []
    /// Where a removal was announced.
    package var announcement: String?

    package init() {}

    var facts: [String] {
        fields.map { ([$0.name] + $0.messages).joined(separator: ": ") } + limits
            + [announcement].compactMap { $0 }
    }
}
