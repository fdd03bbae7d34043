import ArgumentParser
import Provisioning
import Store
import WakeUp

extension JobsCommand {
    struct Cancel: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Stop a deploy that runs, and undo it.",
            discussion: """
                Its process sees the wish at its next turn and deletes what was made; a process that takes the job up \
                later does the same. Safe to repeat.
                """)

        @OptionGroup var options: ConfigurationOptions
        @Argument(help: "The job's id.") var job: String

        func run() throws {
            let (configuration, store) = try options.openStore()
            let job = try store.job(named: job)
            guard job.endedAt == nil else { throw CommandFailure("job \(job.id) has ended") }
            switch try store.requestCancel(of: job.userID, by: .operator) {
            case .accepted(let id):
                WakeUpSocket.wake(directory: configuration.provisioning.runDirectory, name: id.text)
                print("job \(id) is being stopped")
            case .alreadyStopping(let id): print("job \(id) is being stopped already")
            case .deletionRunning:
                throw CommandFailure("job \(job.id) is a deletion, which is carried through")
            case .nothingRunning: throw CommandFailure("job \(job.id) has ended")
            }
        }
    }
}
