import DetachedProcess
import Glibc
import Linux
import Logging
import Provisioning
import Store

/// The common part of `provision` and `deprovision`: finds or starts the job, then runs it.
struct JobCommand {
    let job: String?
    let user: String?
    /// True for the detached process of a job, which ends as soon as the job has to wait.
    let endsAtWait: Bool
    let options: ConfigurationOptions

    /// Runs the job. `start` creates one for a customer, or returns nil when there is nothing to do.
    func run(
        _ kind: Job.Kind, start: (Store, User.ID, Configuration, Logger) throws -> Job.ID?
    ) throws {
        guard (job == nil) != (user == nil) else {
            throw BadInput("give a job's id or --user EMAIL, one of the two")
        }
        let (configuration, store) = try options.openStore()
        let log = configuration.startLog("job")
        guard let id = try find(kind, in: store) ?? start(store, customer(in: store), configuration, log)
        else {
            print("there is nothing to delete")
            return
        }
        // A peer that closes the connection makes the call fail, but must not end the process.
        signal(SIGPIPE, SIG_IGN)
        DetachedProcess.ignoreExits()
        // The job's turn has ended, so another job's may begin.
        defer { launchDueJobs(configuration, store, log) }
        let result = try result(of: id, configuration.jobRunner(store: store, log: log), store)
        switch result {
        case .ended(.succeeded), .waiting: return
        case .ended(.failed):
            throw CommandFailure("job \(id) failed; see `rachel-cloud jobs show \(id)`")
        case .observing(let reason): throw CommandFailure("\(WitnessError.observing(reason: reason))")
        case .heldElsewhere: throw CommandFailure("another process is at work on job \(id)")
        case .unknownJob: throw BadInput("there is no job \(id)")
        }
    }

    private func result(of id: Job.ID, _ runner: JobRunner, _ store: Store) throws -> JobRunner.Result {
        var result = try runner.run(id, owner: ProcessIdentity.ownName)
        guard !endsAtWait, case .waiting = result else { return result }
        // An operator waits for the end, whichever process reaches it.
        while try store.job(id)?.outcome == nil {
            PosixThread.sleep(for: .seconds(1))
            if try store.isDue(id) { result = try runner.run(id, owner: ProcessIdentity.ownName) }
        }
        return try store.job(id)?.outcome.map { .ended($0) } ?? result
    }

    private func launchDueJobs(_ configuration: Configuration, _ store: Store, _ log: Logger) {
        do {
            try JobLauncher(configuration: configuration).launchDueJobs(of: store)
        } catch {
            // `maintain` launches them.
            log.warning("job.launch_failed", metadata: ["error": "\(error)"])
        }
    }

    private func find(_ kind: Job.Kind, in store: Store) throws -> Job.ID? {
        guard let job else { return nil }
        guard let id = Job.ID(job) else { throw BadInput("a job's id is a UUID") }
        guard let found = try store.job(id) else { throw BadInput("there is no job \(id)") }
        guard found.kind == kind else {
            throw BadInput("job \(id) is a \(found.kind.rawValue), not a \(kind.rawValue)")
        }
        return id
    }

    private func customer(in store: Store) throws -> User.ID {
        try store.customer(email: user ?? "").id
    }
}
