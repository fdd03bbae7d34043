package import Hetzner
package import Logging
package import Store
package import WakeUp

/// Walks one job from where it stands to its end, alone: everything it does is under the job's lease.
///
/// Safe to kill between any two lines. Another run takes the lease once it has expired and goes on at the
/// step the row names.
package struct JobRunner {
    /// What became of a run.
    package enum Result: Equatable, Sendable {
        case ended(Job.Outcome)
        /// Another process is at work on it.
        case heldElsewhere
        case unknownJob
    }

    /// How long a silent process is taken for alive. Longer than any single step's work.
    package static let leaseDuration: Duration = .seconds(120)

    private let store: Store
    private let hetzner: HetznerClient
    private let settings: ProvisioningSettings
    private let retryWindow: RetryWindow
    private let log: Logger
    private let wait: (WakeUpSocket, Duration) throws -> Void

    /// - Parameter wait: How a job waits to be woken; tests let time pass another way.
    package init(
        store: Store, hetzner: HetznerClient, settings: ProvisioningSettings, log: Logger,
        wait: @escaping (WakeUpSocket, Duration) throws -> Void = { $0.wait($1) }
    ) {
        self.store = store
        self.hetzner = hetzner
        self.settings = settings
        retryWindow = RetryWindow(settings: settings)
        self.log = log
        self.wait = wait
    }

    /// Runs the job to its end. `owner` names this process in the lease. Throws `StoreError.leaseLost` when
    /// another process has taken over, and what the store throws when it can't be used at all.
    package func run(_ id: Job.ID, owner: String) throws -> Result {
        guard let known = try store.job(id) else { return .unknownJob }
        if let outcome = known.outcome { return .ended(outcome) }
        guard let lease = try store.takeLease(of: id, owner: owner, duration: Self.leaseDuration) else {
            return .heldElsewhere
        }
        // Only the lease's holder may replace the socket, and binds it before reading the row, so that no
        // callback slips between the two.
        let socket = try WakeUpSocket(directory: settings.runDirectory, name: id.text)
        let context = JobContext(
            store: store, lease: lease, job: try store.job(under: lease), hetzner: hetzner,
            settings: settings,
            log: log)
        log.info("job.taken", metadata: ["job": "\(id)", "step": "\(context.job.step.rawValue)"])
        return .ended(try walk(context, socket))
    }

    private func walk(_ context: JobContext, _ socket: WakeUpSocket) throws -> Job.Outcome {
        while true {
            try store.renewLease(context.lease, duration: Self.leaseDuration)
            context.job = try store.job(under: context.lease)
            let step = context.job.step
            switch try outcome(of: step, context) {
            case .next(let next):
                try store.advance(from: step, to: next, under: context.lease)
                log.info("job.hopped", metadata: hop(context, from: step, to: next))
            case .wait(let pause):
                try wait(socket, pause)
            case .finished:
                let ended = try store.job(context.job.id)
                guard let outcome = ended?.outcome else {
                    preconditionFailure("BUG: \(step) did not end the job")
                }
                log.info("job.ended", metadata: hop(context, from: step, to: nil))
                return outcome
            }
        }
    }

    /// Runs the step once and turns a failure into what comes next.
    private func outcome(of step: StepName, _ context: JobContext) throws -> StepExit {
        do {
            if step.isForward, context.job.cancelRequestedAt != nil { throw StoreError.cancelRequested }
            if step.isForward, store.now > retryWindow.end(of: context.job) {
                throw StepFailure.permanent(.tookTooLong, "the job's deadline is near")
            }
            return try step.run(context)
        } catch StoreError.leaseLost {
            throw StoreError.leaseLost
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

    private func handle(_ failure: StepFailure, in step: StepName, _ context: JobContext) throws -> StepExit {
        let metadata: Logger.Metadata = [
            "job": "\(context.job.id)", "step": "\(step.rawValue)", "error": "\(failure.detail)",
        ]
        let job = context.job
        switch failure.remedy {
        // Taking down is not given up, whatever fails: the step itself sees when to leave the rest to the ledger.
        case .permanent(let code) where !step.isForward,
            .retry(let code)
        where !step.isForward || store.now < retryWindow.lastTry(of: job, after: code):
            log.warning("job.retries", metadata: metadata)
            let wait = JobWait(code: code, until: retryWindow.lastTry(of: job, after: code))
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

    private func hop(_ context: JobContext, from step: StepName, to next: StepName?) -> Logger.Metadata {
        [
            "job": "\(context.job.id)", "from": "\(step.rawValue)", "to": "\(next?.rawValue ?? "end")",
            "ms": "\(context.stepAge.milliseconds)",
        ]
    }
}

extension StepName {
    /// Steps that build; the others take down and are never themselves undone.
    var isForward: Bool {
        switch self {
        case .prepare, .create, .awaitSetUp, .handOver, .verify, .finish: true
        case .undo, .delete: false
        }
    }
}
