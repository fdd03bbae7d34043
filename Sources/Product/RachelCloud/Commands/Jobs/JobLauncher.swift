import DetachedProcess
import FoundationEssentials
import Linux
import Store

/// Starts the detached process of a job. It runs this same program, which reads the configuration file itself.
struct JobLauncher: Sendable {
    private let executable: String
    private let configurationPath: String
    private let log: String
    private let maxJobs: Int
    private let environment: [String: String]

    init(configuration: Configuration) throws {
        executable = try Self.ownPath()
        configurationPath = configuration.path
        log = configuration.jobLog
        maxJobs = configuration.maxJobs
        environment = Self.inheritable(ProcessInfo.processInfo.environment)
    }

    /// Launches the jobs that are due, while there is room for them.
    func launchDueJobs(of store: Store) throws {
        for job in try store.takeDueJobs(slots: maxJobs) { try launch(job.id, job.kind) }
    }

    func launch(_ job: Job.ID, _ kind: Job.Kind) throws {
        try DetachedProcess.start(
            executable, [kind.command, job.text, "--until-wait", "--config", configurationPath],
            environment: environment, log: log
        )
    }

    /// The variables that a child inherits: overrides of the configuration, none of which is a secret, and those that
    /// the C library needs.
    static func inheritable(_ environment: [String: String]) -> [String: String] {
        let names = Set(
            ConfigurationKey.allCases.map { $0.isSecret ? $0.fileKey : $0.rawValue } + ["PATH", "LANG", "TZ"])
        return environment.filter { names.contains($0.key) }
    }

    private static func ownPath() throws -> String {
        do {
            return try SymbolicLink.ownExecutable()
        } catch {
            throw CommandFailure("can't tell where this program is: /proc is missing")
        }
    }
}
