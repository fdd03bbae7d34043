import Crypto
import Store
import Time

/// The time for which a failing step is retried, and the pauses between its attempts.
struct RetryWindow {
    /// The part of the job's deadline that is reserved for the undo.
    private static let undoReserve: Duration = .seconds(150)
    /// The pause before a job orders again after everything was sold out, and after many attempts.
    private static let longPause: Duration = .seconds(30)
    private static let manyAttempts = 20

    let settings: ProvisioningSettings
    /// Spreads the retries of jobs that failed together.
    let random: RandomBytes

    /// The time when the job has to stop creating, so that it can still delete what it created.
    static func end(of job: Job) -> Instant {
        job.deadlineAt - undoReserve
    }

    /// The end of the retry window of the job's step, after a failure with that code. A sold-out type may come back at
    /// any moment, so the job waits for it as long as there is time for the other steps and the undo.
    func end(of job: Job, after code: FailureCode) -> Instant {
        let usual = job.stepStartedAt + job.step.retryWindow(settings)
        guard code == .soldOut else { return usual }
        let end = Self.end(of: job)
        return min(max(usual, end - JobRunner.serviceLevel), end - Self.longPause)
    }

    /// The pause before the next attempt, with full jitter: 0 to 1, 2, 4, 8 seconds. After many attempts it is so long
    /// that the job waits without a process.
    func pause(before attempt: Int, after code: FailureCode) -> Duration {
        guard code != .soldOut, attempt < Self.manyAttempts else { return Self.longPause }
        let longest = 1000 << min(attempt, 3)
        // Without random bytes the pause is the longest: a job must not fail for want of spreading.
        let milliseconds = (try? random.make(count: 4)).map {
            $0.reduce(0) { $0 << 8 | Int($1) } % (longest + 1)
        }
        return .milliseconds(milliseconds ?? longest)
    }
}
