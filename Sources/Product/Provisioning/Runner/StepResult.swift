import Hetzner
import Store

/// The result of a step that did not fail.
enum StepResult {
    /// The job goes on with what the list of steps names next.
    case done
    /// The step runs again after this long, or as soon as the job is woken.
    case wait(Duration)
}

/// The failure of a step, with its remedy.
struct StepFailure: Error {
    enum Remedy {
        /// Another attempt, at growing intervals, until the step's retry window ends. The code tells the customer the
        /// reason if none succeeds.
        case retry(FailureCode)
        /// None: no further attempt can succeed.
        case permanent(FailureCode)
    }

    let remedy: Remedy
    /// The reason, for the operator. Holds no secret.
    let detail: String

    static func retry(_ code: FailureCode, _ detail: String) -> StepFailure {
        StepFailure(remedy: .retry(code), detail: detail)
    }

    static func permanent(_ code: FailureCode, _ detail: String) -> StepFailure {
        StepFailure(remedy: .permanent(code), detail: detail)
    }
}

/// Translates Hetzner's errors to ours, here and nowhere else.
extension StepFailure {
    /// The failure of a step whose call failed. `hint` tells the operator what the error itself doesn't.
    init(_ error: HetznerError, hint: String? = nil) {
        let detail = hint.map { "\($0): \(error)" } ?? "\(error)"
        self =
            switch error.kind {
            case .unavailableHere: .retry(.soldOut, detail)
            case .limitReached: .permanent(.limitReached, detail)
            case .readOnlyToken, .protected, .invalidInput, .removed, .notFound:
                .permanent(.hetznerRefused, detail)
            // Also a valid token is refused in an incident. One that isn't costs a failing step its retry window.
            case .unauthorized, .forbidden, .uniqueness, .conflict, .locked, .inUse, .other:
                .retry(.hetznerRefused, detail)
            case .rateLimited, .overBudget: .retry(.tooBusy, detail)
            case .maintenance, .unavailable, .serverError, .noResponse, .outOfTime, .ambiguous, .unreadable:
                .retry(.hetznerUnreachable, detail)
            }
    }

    /// The failure of a job whose own server is not there any more.
    static func serverMissing(_ error: HetznerError) -> StepFailure {
        .permanent(.serverMissing, "\(error)")
    }
}
