import HTTPClient

/// The number of attempts of a call and the pauses between them: exponential backoff with full jitter
/// (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
///
/// Transient failures (429, conflict, 502, 503, 504, no response) get more attempts than server errors (500,
/// `service_error`), which seldom go away. A locked resource is waited for until the call's deadline, since the lock
/// ends with the action that holds it. Nothing else is repeated: a sold-out location, for one, needs another location
/// at once.
package struct RetryPolicy: Sendable {
    /// The largest number of requests of a call, the first included.
    package var maxTries = 6
    package var maxTriesAfterServerError = 3
    package var firstPause = Duration.seconds(1)
    package var longestPause = Duration.seconds(60)
    package var firstPauseWhenLocked = Duration.seconds(2)
    package var longestPauseWhenLocked = Duration.seconds(15)
    package var connectTimeout = Duration.seconds(10)
    package var readTimeout = Duration.seconds(30)
    /// Longer than for reading, since creating can take long.
    package var writeTimeout = Duration.seconds(60)

    package init() {}

    /// The pause before the next attempt, or nil when there is none. `random` is uniform in 0..<1.
    func pause(after error: HetznerError, random: Double) -> Duration? {
        let doublings = Double(1 << min(error.attempts - 1, 30))
        switch error.retryClass {
        case .never: return nil
        case .transient where error.attempts >= maxTries: return nil
        case .serverError where error.attempts >= maxTriesAfterServerError: return nil
        case .transient, .serverError:
            let jittered = min(longestPause, firstPause * doublings) * random
            return max(jittered, min(error.retryAfter ?? .zero, longestPause))
        case .locked:
            let bound = min(longestPauseWhenLocked, firstPauseWhenLocked * doublings)
            return firstPauseWhenLocked + (bound - firstPauseWhenLocked) * random
        }
    }
}

extension HetznerError {
    /// The kind of repetition that may succeed.
    enum RetryClass {
        case never, transient, serverError, locked
    }

    var retryClass: RetryClass {
        switch kind {
        case .conflict, .rateLimited, .unavailable: .transient
        case .serverError: .serverError
        case .locked: .locked
        case .noResponse:
            switch transport?.kind {
            case .timeout, .connectFailed, .reset, .truncated: .transient
            case .tls, .tooLarge, .invalidRequest, .other, nil: .never
            }
        default: .never
        }
    }
}
