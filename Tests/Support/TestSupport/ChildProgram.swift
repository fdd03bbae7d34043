import Foundation
import Glibc
import Synchronization

/// A running program whose output goes to files. It is killed with its owner.
///
/// Not Foundation's `Process`: many of those, started and waited for at the same time, now and then miss an end and
/// wait forever.
package final class ChildProgram: Sendable {
    package let processID: Int32
    private let directory: TemporaryDirectory
    private let logPath: String
    private let status = Mutex<Int32?>(nil)

    /// - Parameters:
    ///   - input: The file that is its standard input; empty when not given.
    ///   - log: The file that its output is appended to; one of its own when not given.
    ///   - errors: The file that its standard error is appended to; the log when not given.
    ///   - environment: The environment; ours when not given.
    ///   - inherited: The descriptor that becomes the program's descriptor 3.
    package init(
        _ path: String, _ arguments: [String], input: String = "/dev/null", log: String? = nil,
        errors: String? = nil, environment: [String: String]? = nil, inherited: Int32? = nil
    ) throws {
        directory = try TemporaryDirectory()
        let log = log ?? directory.path("log")
        logPath = log
        processID = try Self.spawn([path] + arguments, environment) { actions in
            posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
            posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_APPEND, 0o600)
            if let errors {
                posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_APPEND, 0o600)
            } else {
                posix_spawn_file_actions_adddup2(&actions, 1, 2)
            }
            if let inherited { posix_spawn_file_actions_adddup2(&actions, inherited, 3) }
        }
    }

    deinit {
        guard exitStatus == nil else { return }
        signal(SIGKILL)
        _ = waitForExit()
    }

    /// The output so far, of standard output and standard error.
    package func log() throws -> String {
        try String(contentsOfFile: logPath, encoding: .utf8)
    }

    /// Waits up to a minute until its output contains the text that often; false when it does not.
    package func waitForOutput(_ text: String, times: Int = 1) throws -> Bool {
        try eventually(within: .seconds(60)) { try log().ranges(of: text).count >= times }
    }

    /// Sends a signal; without effect on a program that has ended.
    package func signal(_ number: Int32) {
        status.withLock { if $0 == nil { kill(processID, number) } }
    }

    /// The exit status, 128 + n when signal n ended it, nil while it runs.
    package var exitStatus: Int32? {
        status.withLock { status in
            var raw: Int32 = 0
            if status == nil, waitpid(processID, &raw, WNOHANG) == processID {
                status = raw & 0x7F == 0 ? raw >> 8 & 0xFF : 128 + (raw & 0x7F)
            }
            return status
        }
    }

    /// Waits for its end; returns the exit status, nil when it still runs.
    package func waitForExit(within limit: Duration = .seconds(60)) -> Int32? {
        let end = ContinuousClock.now + limit
        while true {
            if let status = exitStatus { return status }
            guard .now < end else { return nil }
            usleep(2_000)
        }
    }

    private static func spawn(
        _ words: [String], _ environment: [String: String]?,
        _ redirect: (inout posix_spawn_file_actions_t) -> Void
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        redirect(&actions)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // A thread of tests may block every signal, and a child would inherit that.
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var argv = words.map { strdup($0) } + [nil]
        var envp = (environment ?? [:]).map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { (argv + envp).forEach { free($0) } }
        var processID = pid_t()
        let code =
            environment == nil
            ? posix_spawn(&processID, words[0], &actions, &attributes, &argv, environ)
            : posix_spawn(&processID, words[0], &actions, &attributes, &argv, &envp)
        guard code == 0 else { throw SocketFailure(operation: "posix_spawn", code: code) }
        return processID
    }
}
