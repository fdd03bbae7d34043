import Store

/// How long and how often a step that fails is tried again.
struct RetryWindow {
    /// What of the job's deadline is kept for the undo.
    private static let undoReserve: Duration = .seconds(150)
    /// How often a job looks whether what was sold out may be asked for again.
    private static let soldOutPause: Duration = .seconds(30)

    let settings: ProvisioningSettings

    /// When the job's building has to end, so that there is time to take down what it made.
    func end(of job: Job) -> Instant {
        job.deadlineAt - Self.undoReserve
    }

    /// When the job's step, having failed for that reason, is given up. What is sold out may come back at any moment,
    /// so it is waited for as long as the job has time for the rest; the undo's time is not spent on waiting.
    func lastTry(of job: Job, after code: FailureCode) -> Instant {
        let usual = job.stepStartedAt + job.step.retryWindow(settings)
        guard code == .soldOut else { return usual }
        let end = end(of: job)
        return min(max(usual, end - Finish.serviceLevel), end - Self.soldOutPause)
    }

    /// How long to wait before the next attempt. Full jitter: 0 to 1, 2, 4, 8 seconds.
    func pause(before attempt: Int, after code: FailureCode) -> Duration {
        code == .soldOut ? Self.soldOutPause : .milliseconds(Int.random(in: 0...(1000 << min(attempt, 3))))
    }
}
