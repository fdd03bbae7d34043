import ArgumentParser
import DetachedProcess
import Store

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
            try JobLauncher(configuration: configuration).launch(job.id, job.kind)
            print("job \(job.id) is taken up again")
        }
    }
}
