import Store

/// Why a step did not get done, and what to do about it.
struct StepFailure: Error {
    enum Remedy {
        /// Worth trying again, growing slower, until the step's deadline. The code is the customer's if it
        /// never gets better.
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
