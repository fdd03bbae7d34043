import Store
import Time

/// How long and how often a step that fails is tried again.
struct RetryWindow {
    /// The part of the job's deadline that is kept for the undo.
    private static let undoReserve: Duration = .seconds(150)
    /// How often a job looks whether what was sold out is available again.
    private static let soldOutPause: Duration = .seconds(30)

    let settings: ProvisioningSettings

    /// When the job has to stop creating, so that there is time to delete what it created.
    func end(of job: Job) -> Instant {
        job.deadlineAt - Self.undoReserve
    }

    /// When the retry window of the job's step ends, after a failure for that reason. What is sold out may come back
    /// at any moment, so it is waited for as long as the job has time for the rest; the undo's time is not spent on
    /// waiting.
    func end(of job: Job, after code: FailureCode) -> Instant {
        let usual = job.stepStartedAt + job.step.retryWindow(settings)
        guard code == .soldOut else { return usual }
        let end = end(of: job)
        return min(max(usual, end - JobRunner.serviceLevel), end - Self.soldOutPause)
    }

    /// How long to wait before the next attempt. Full jitter: 0 to 1, 2, 4, 8 seconds.
    func pause(before attempt: Int, after code: FailureCode) -> Duration {
        code == .soldOut ? Self.soldOutPause : .milliseconds(Int.random(in: 0...(1000 << min(attempt, 3))))
    }
}
