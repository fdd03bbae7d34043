package import Crypto
package import HTTPClient
import Linux
package import Time

/// A client of Hetzner's Cloud API (https://docs.hetzner.cloud), as far as we use it. Belongs to one thread.
///
/// Every call takes the instant by which it must be over. Until then it is repeated as `RetryPolicy` says, except
/// that a create is never repeated once the server may have acted on it: it throws `.ambiguous`, and the caller
/// looks the resource up by its name, which is unique in a project.
package final class HetznerClient {
    /// The number of requests sent, repetitions included.
    package private(set) var callCount = 0
    /// The rate limit by the last response that had the headers.
    package private(set) var rateLimit: RateLimit?
    /// Hetzner's time by the last response, to the second; nil before the first, and when that had none (RFC 9110, 6.6.1).
    package internal(set) var date: Instant?

    let endpoint: String
    let token: Secret
    let sanitizer: TextSanitizer
    let transport: any HTTPTransport
    let policy: RetryPolicy
    let time: Timekeeping
    let budget: (any CallBudget)?
    /// The purpose of calls outside `calling(for:)`.
    var purpose: CallPurpose
    private let observe: (CallRecord) -> Void

    /// - Parameters:
    ///   - endpoint: with the version, as `https://api.hetzner.cloud/v1`.
    ///   - token: of one project; sent as bearer and in no error.
    ///   - budget: asked before each request; nil when nobody else uses the token.
    ///   - purpose: of calls outside `calling(for:)`.
    ///   - observe: called after each request's response or failure, for logs and metrics.
    package init(
        endpoint: String, token: Secret, transport: any HTTPTransport, policy: RetryPolicy = RetryPolicy(),
        time: Timekeeping = .system, budget: (any CallBudget)? = nil, purpose: CallPurpose = .creation,
        observe: @escaping (CallRecord) -> Void = { _ in }
    ) {
        self.endpoint = endpoint.hasSuffix("/") ? String(endpoint.dropLast()) : endpoint
        self.token = token
        sanitizer = TextSanitizer(redactor: Redactor([token]))
        self.transport = transport
        self.policy = policy
        self.time = time
        self.budget = budget
        self.purpose = purpose
        self.observe = observe
    }

    /// The instant that far ahead by the client's own clock, for the `by` of its calls.
    package func deadline(in limit: Duration) -> ContinuousClock.Instant {
        time.now() + limit
    }

    func report(_ record: CallRecord) {
        callCount += 1
        if let seen = record.rateLimit {
            rateLimit = seen
            budget?.record(seen)
        }
        observe(record)
    }
}

/// A request that was sent, with its result.
package struct CallRecord: Sendable {
    /// Method and path, as `POST /servers`.
    package let operation: String
    /// 1 for the first request of a call.
    package let attempt: Int
    package let duration: Duration
    /// The HTTP status; nil when no response came.
    package let status: Int?
    /// Hetzner's name for the exchange, which its support asks for.
    package let correlationID: String?
    package let rateLimit: RateLimit?
    /// The elements of a list that can't be read and were left out, as `servers[3].id is missing`.
    package let leftOut: [String]
    /// Nil after a success.
    package let failure: HetznerError.Kind?
}

/// The clock, the sleep and the random numbers of a client, so that tests neither sleep nor guess.
package struct Timekeeping {
    package var now: () -> ContinuousClock.Instant
    package var sleep: (Duration) -> Void
    /// Uniform in 0..<1.
    package var random: () -> Double

    package init(
        now: @escaping () -> ContinuousClock.Instant, sleep: @escaping (Duration) -> Void,
        random: @escaping () -> Double
    ) {
        self.now = now
        self.sleep = sleep
        self.random = random
    }

    /// The system's; sleeping blocks the thread.
    package static var system: Timekeeping {
        Timekeeping(now: { .now }, sleep: PosixThread.sleep(for:), random: { Double.random(in: 0..<1) })
    }
}
