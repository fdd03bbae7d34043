/// Why a step did not get done, and what to do about it.
struct StepFailure: Error {
    enum Remedy {
        /// Worth trying again, growing slower, until the step's deadline. The problem is the customer's if it
        /// never gets better.
        case retry(Problem)
        /// No try will help.
        case permanent(Problem)
    }

    let remedy: Remedy
    /// For the operator. Holds no secret.
    let detail: String

    static func retry(_ problem: Problem, _ detail: String) -> StepFailure {
        StepFailure(remedy: .retry(problem), detail: detail)
    }

    static func permanent(_ problem: Problem, _ detail: String) -> StepFailure {
        StepFailure(remedy: .permanent(problem), detail: detail)
    }
}
