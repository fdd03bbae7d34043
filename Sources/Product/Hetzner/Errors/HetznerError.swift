package import HTTPClient

/// A failed call, as operators read it: Hetzner's code, message and correlation id, without any part of the token.
package struct HetznerError: Error, Sendable, CustomStringConvertible {
    package let kind: Kind
    /// Method and path, as `POST /servers`.
    package let operation: String
    /// The HTTP status; nil when no response came.
    package let status: Int?
    /// Hetzner's code, as `uniqueness_error`; nil when the response had none.
    package let code: String?
    /// For people; Hetzner changes its wording.
    package let message: String
    /// Hetzner's name for the exchange, which its support asks for.
    package let correlationID: String?
    package let details: ErrorDetails
    /// The number of requests that the call sent.
    package let attempts: Int
    /// The wait that the response asked for; undocumented, but respected when it comes.
    package let retryAfter: Duration?
    /// The failure below HTTP when no response came.
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

/// The details of an error beyond code and message; empty for most.
package struct ErrorDetails: Equatable, Sendable {
    package struct Field: Equatable, Sendable {
        package let name: String
        package let messages: [String]
    }

    /// The request's fields that Hetzner rejects.
    package var fields: [Field] = []
    /// Hetzner's names of the quotas that are used up.
    package var limits: [String] = []
    /// The address of a removal's announcement.
    package var announcement: String?

    package init() {}

    var facts: [String] {
        fields.map { ([$0.name] + $0.messages).joined(separator: ": ") } + limits
            + [announcement].compactMap { $0 }
    }
}
