import Hetzner
import Store

/// How a step ends when it does not fail.
enum StepResult {
    /// The job goes on with what the list of steps names next.
    case done
    /// The step runs again after this long, or as soon as the job is woken.
    case wait(Duration)
}

/// Why a step failed, and what to do about it.
struct StepFailure: Error {
    enum Remedy {
        /// Worth trying again, at growing intervals, until the step's retry window ends. The code tells the customer
        /// why if it never succeeds.
        case retry(FailureCode)
        /// No try will help.
        case permanent(FailureCode)
    }

    let remedy: Remedy
    /// For the operator. Holds no secret.
    let detail: String

    static func retry(_ code: FailureCode, _ detail: String) -> StepFailure {
        StepFailure(remedy: .retry(code), detail: detail)
    }

    static func permanent(_ code: FailureCode, _ detail: String) -> StepFailure {
        StepFailure(remedy: .permanent(code), detail: detail)
    }
}

/// The one place where Hetzner's errors become ours.
extension StepFailure {
    /// The failure that a failed call means for its step. `hint` says what the operator can't see in the error itself.
    init(_ error: HetznerError, hint: String? = nil) {
        let detail = hint.map { "\($0): \(error)" } ?? "\(error)"
        self =
            switch error.kind {
            case .unavailableHere: .retry(.soldOut, detail)
            case .limitReached: .permanent(.limitReached, detail)
            case .unauthorized, .readOnlyToken, .forbidden, .protected, .invalidInput, .removed, .notFound:
                .permanent(.hetznerRefused, detail)
            case .uniqueness, .conflict, .locked, .inUse, .other, .unreadable: .retry(.hetznerRefused, detail)
            case .rateLimited, .overBudget: .retry(.tooBusy, detail)
            case .maintenance, .unavailable, .serverError, .noResponse, .outOfTime, .ambiguous:
                .retry(.hetznerUnreachable, detail)
            }
    }

    /// The job's own server is not there any more.
    static func serverMissing(_ error: HetznerError) -> StepFailure {
        .permanent(.serverMissing, "\(error)")
    }
}
