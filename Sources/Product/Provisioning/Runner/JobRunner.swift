package import Crypto
package import Hetzner
import Linux
package import Logging
package import SSH
package import Store
package import Time

/// Runs one job from the step in its row until it ends, or until it has to wait for longer than a few seconds: a waiting
/// job is a row without a process. Everything a run does is under the job's lease.
///
/// Safe to kill between any two lines. Another run takes the lease once it has expired, and goes on at the step in the
/// row.
package struct JobRunner {
    /// The result of a run.
    package enum Result: Equatable, Sendable {
        case ended(Job.Outcome)
        /// The job has given its lease back and goes on then, or as soon as something happens to it.
        case waiting(until: Instant)
        /// Another process holds the job's lease.
        case heldElsewhere
        case unknownJob
        /// The installation observes, so the job stays as it is. Holds the reason.
        case observing(String)
    }

    /// The time for which a silent process counts as alive. Longer than any single step's work.
    package static let leaseDuration: Duration = .seconds(120)
    /// The time from click to ready that we promise.
    static let serviceLevel: Duration = .seconds(120)
    /// The longest wait for which a job keeps its process. No step's retries pause for longer.
    private static let longestSleep: Duration = .seconds(8)

    private let store: Store
    private let hetzner: HetznerClient
    private let settings: ProvisioningSettings
    private let retryWindow: RetryWindow
    private let log: Logger
    private let shell: any Shell
    private let sleep: (Duration) throws -> Void

    /// - Parameters:
    ///   - random: Spreads the retries of jobs that failed together.
    ///   - shell: Runs the scripts on servers; a simulation plays the servers itself.
    ///   - sleep: Waits for a few seconds. Tests let time pass another way.
    package init(
        store: Store, hetzner: HetznerClient, settings: ProvisioningSettings, log: Logger,
        random: RandomBytes = .system, shell: any Shell = SSHShell(),
        sleep: @escaping (Duration) throws -> Void = PosixThread.sleep(for:)
    ) {
        self.store = store
        self.hetzner = hetzner
        self.settings = settings
        retryWindow = RetryWindow(settings: settings, random: random)
        self.log = log
        self.shell = shell
        self.sleep = sleep
    }

    /// Runs the job for as long as there is something to do. `owner` names this process in the lease. Throws `StoreError.leaseLost` when
    /// another process has taken over, and what the store throws when it can't be used at all.
    package func run(_ id: Job.ID, owner: String) throws -> Result {
        guard let known = try store.job(id) else { return .unknownJob }
        if let outcome = known.outcome { return .ended(outcome) }
        guard let lease = try store.takeLease(of: id, owner: owner, duration: Self.leaseDuration) else {
            return .heldElsewhere
        }
        let context = JobContext(
            store: store, lease: lease, job: try store.job(under: lease), hetzner: hetzner, shell: shell,
            settings: settings, log: log)
        log.info("job.taken", metadata: ["job": "\(id)", "step": "\(context.job.step.rawValue)"])
        do {
            return try runSteps(context)
        } catch WitnessError.observing(let reason) {
            try store.releaseLease(lease)
            return .observing(reason)
        }
    }

    private func runSteps(_ context: JobContext) throws -> Result {
        while true {
            try store.renewLease(context.lease, duration: Self.leaseDuration)
            context.job = try store.job(under: context.lease)
            let step = context.job.step
            switch try attempt(step, context) {
            case .advance(let next):
                try store.advance(from: step, to: next, under: context.lease)
                log.info("job.hopped", metadata: metadata(context, from: step, to: next))
            case .wait(let pause) where pause <= Self.longestSleep:
                try sleep(pause)
            case .wait(let pause):
                let end = store.now + pause
                guard try store.park(context.job, until: end, under: context.lease) else { continue }
                log.info("job.waits", metadata: metadata(context, from: step, to: step))
                return .waiting(until: end)
            case .ended(let outcome):
                log.info("job.ended", metadata: metadata(context, from: step, to: nil))
                return .ended(outcome)
            }
        }
    }

    /// The result of an attempt of a step.
    private enum Progress {
        case advance(to: StepName)
        case wait(Duration)
        case ended(Job.Outcome)
    }

    /// Runs the step once. Its result or its failure decides what comes next.
    private func attempt(_ step: StepName, _ context: JobContext) throws -> Progress {
        do {
            if step.isStoppable, context.job.cancelRequestedAt != nil { throw StoreError.cancelRequested }
            if step.isUndone, store.now > RetryWindow.end(of: context.job) {
                throw StepFailure.permanent(.tookTooLong, "the job's deadline is near")
            }
            switch (try step.run(context), step.next) {
            case (.wait(let pause), _): return .wait(pause)
            case (.done, .step(let next)): return .advance(to: next)
            case (.done, .end(let end)): return .ended(try record(end, context))
            }
        } catch StoreError.leaseLost {
            throw StoreError.leaseLost
        } catch WitnessError.observing(let reason) {
            throw WitnessError.observing(reason: reason)
        } catch WitnessError.unclear(let what) {
            return try handle(.retry(.hetznerRefused, "\(WitnessError.unclear(what))"), in: step, context)
        } catch let error as WitnessError {
            return try handle(.permanent(.internalError, "\(error)"), in: step, context)
        } catch StoreError.cancelRequested {
            return try handle(.permanent(.canceled, "stopped on request"), in: step, context)
        } catch let failure as StepFailure {
            return try handle(failure, in: step, context)
        } catch let error as HetznerError {
            return try handle(StepFailure(error), in: step, context)
        } catch {
            return try handle(.retry(.internalError, "\(error)"), in: step, context)
        }
    }

    private func record(_ end: JobEnd, _ context: JobContext) throws -> Job.Outcome {
        switch end {
        case .deployReady:
            let took = store.now - context.job.createdAt
            try store.endDeployReady(under: context.lease)
            if took > Self.serviceLevel {
                log.warning("deploy.slow", metadata: ["ms": "\(took.milliseconds)"])
            }
            return .succeeded
        case .deployUndone:
            let code = context.job.failureCode ?? .internalError
            try store.endDeployFailed(sentence: code.sentence, under: context.lease)
            return .failed
        case .serverDeleted:
            try store.endDeprovision(under: context.lease)
            return .succeeded
        }
    }

    private func handle(_ failure: StepFailure, in step: StepName, _ context: JobContext) throws -> Progress {
        let metadata: Logger.Metadata = [
            "job": "\(context.job.id)", "step": "\(step.rawValue)", "error": "\(failure.detail)",
        ]
        let job = context.job
        switch failure.remedy {
        // Deleting goes on after any failure; the step itself decides when to leave the rest to the ledger.
        case .permanent(let code) where !step.isUndone && code != .canceled,
            .retry(let code)
        where !step.isUndone || store.now < retryWindow.end(of: job, after: code):
            log.warning("job.retries", metadata: metadata)
            let wait = JobWait(code: code, until: retryWindow.end(of: job, after: code))
            try store.recordRetry(of: step, detail: failure.detail, waiting: wait, under: context.lease)
            return .wait(retryWindow.pause(before: job.attempt, after: code))
        case .retry(let code), .permanent(let code):
            log.log(level: code == .canceled ? .notice : .error, "job.failed", metadata: metadata)
            try store.turnToUndo(
                from: step, failureCode: code, detail: failure.detail, under: context.lease)
            // The undo begins at once.
            return .wait(.zero)
        }
    }

    private func metadata(
        _ context: JobContext, from step: StepName, to next: StepName?
    ) -> Logger.Metadata {
        [
            "job": "\(context.job.id)", "from": "\(step.rawValue)", "to": "\(next?.rawValue ?? "end")",
            "ms": "\(context.stepAge.milliseconds)",
        ]
    }
}
