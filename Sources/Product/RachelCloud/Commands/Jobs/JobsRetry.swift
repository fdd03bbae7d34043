import ArgumentParser
import DetachedProcess
import Store

extension JobsCommand {
    struct Retry: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Start again what failed: a deploy, or a deletion that left something owed.",
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
            try JobLauncher(configuration: configuration).launch(again, failed.kind)
            print(again)
        }

        private func start(_ failed: Job, _ store: Store, _ configuration: Configuration) throws -> Job.ID {
            let deadline = configuration.jobDeadline
            switch failed.kind {
            case .deploy:
                guard failed.outcome == .failed else { throw CommandFailure("job \(failed.id) succeeded") }
                switch try store.startDeploy(of: failed.userID, deadline: deadline, by: .operator) {
                case .started(let job): return job
                case .alreadyRunning(let job):
                    throw CommandFailure("job \(job) of this customer runs already")
                case .refused(let refusal): throw CommandFailure("can't deploy: \(refusal.sentence)")
                }
            case .deprovision:
                switch try store.startDeprovision(of: failed.userID, deadline: deadline, by: .operator) {
                case .started(let job): return job
                case .alreadyRunning(let job), .deployRunning(let job):
                    throw CommandFailure("job \(job) of this customer runs already")
                case .nothingToDelete: throw CommandFailure("nothing of this customer is left to delete")
                }
            }
        }
    }
}
