/// One request that went out, and what came of it.
package struct CallRecord: Sendable {
    /// Method and path, as `POST /servers`.
    package let operation: String
    /// From 1; more than 1 is a repetition.
    package let attempt: Int
    package let duration: Duration
    /// Nil when no answer came.
    package let status: Int?
    /// Hetzner's name for the exchange, which its support asks for.
    package let correlationID: String?
    package let rateLimit: RateLimit?
    /// Nil when it went well.
    package let failure: HetznerError.Kind?
}
