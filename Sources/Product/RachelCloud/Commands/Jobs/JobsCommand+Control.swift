import ArgumentParser
import DetachedProcess
import Provisioning
import Store

extension JobsCommand {
    struct Cancel: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Stop a deploy that runs, and undo it.",
            discussion: """
                Its process sees the wish within seconds and deletes what was created; a job that waits is started again for \
                it. Safe to repeat.
                """)

        @OptionGroup var options: ConfigurationOptions
        @Argument(help: "The job's id.") var job: String

        func run() throws {
            let (configuration, store) = try options.openStore()
            let job = try store.job(named: job)
            guard job.endedAt == nil else { throw CommandFailure("job \(job.id) has ended") }
            switch try store.requestCancel(of: job.userID, by: .operator) {
            case .accepted(let id):
                DetachedProcess.ignoreExits()
                try JobLauncher(configuration: configuration).launchDueJobs(of: store)
                print("job \(id) is being stopped")
            case .canceled(let id): print("job \(id) is canceled; it had not had its turn yet")
            case .alreadyStopping(let id): print("job \(id) is being stopped already")
            case .deletionRunning:
                throw CommandFailure("job \(job.id) is a deletion, which is carried through")
            case .nothingRunning: throw CommandFailure("job \(job.id) has ended")
            }
        }
    }
}

extension JobsCommand {
    struct Retry: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Start again what failed: a deploy, or a deletion that left something to delete.",
            discussion: "Starts a new job in a process of its own and prints the job's id.")

        @OptionGroup var options: ConfigurationOptions
        @Argument(help: "The id of the job that failed.") var job: String

        func run() throws {
            let (configuration, store) = try options.openStore()
            let failed = try store.job(named: job)
            guard failed.endedAt != nil else {
                throw CommandFailure(
                    "job \(failed.id) has not ended; `rachel-cloud jobs release` frees one whose process is stuck"
                )
            }
            let again = try start(failed, store, configuration)
            DetachedProcess.ignoreExits()
            try JobLauncher(configuration: configuration).launchDueJobs(of: store)
            print(again)
        }

        private func start(_ failed: Job, _ store: Store, _ configuration: Configuration) throws -> Job.ID {
            switch failed.kind {
            case .deploy:
                guard failed.outcome == .failed else { throw CommandFailure("job \(failed.id) succeeded") }
                let log = configuration.startLog("jobs")
                switch try store.startDeploy(byOperatorFor: failed.userID, configuration, log) {
                case .started(let job): return job
                case .alreadyRunning(let job):
                    throw CommandFailure("job \(job) of this customer runs already")
                case .refused(let refusal): throw CommandFailure("can't deploy: \(refusal.operatorSentence)")
                }
            case .deprovision:
                let start = try store.startDeprovision(
                    of: failed.userID, deadline: configuration.jobDeadline, by: .operator)
                switch start {
                case .started(let job): return job
                case .alreadyRunning(let job), .deployRunning(let job):
                    throw CommandFailure("job \(job) of this customer runs already")
                case .nothingToDelete: throw CommandFailure("nothing of this customer is left to delete")
                }
            }
        }
    }
}

extension JobsCommand {
    struct Release: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take a job from a process that is stuck or gone, and start another.",
            discussion: """
                The old process can write nothing any more, even if it comes to life again. Not needed for a process \
                that died on this machine: `rachel-cloud maintain` notices.
                """)

        @OptionGroup var options: ConfigurationOptions
        @Argument(help: "The job's id.") var job: String

        func run() throws {
            let (configuration, store) = try options.openStore()
            let job = try store.job(named: job)
            guard try store.releaseJob(job.id, by: .operator) else {
                throw CommandFailure("job \(job.id) has ended")
            }
            DetachedProcess.ignoreExits()
            try JobLauncher(configuration: configuration).launchDueJobs(of: store)
            print("job \(job.id) is taken up again")
        }
    }
}
