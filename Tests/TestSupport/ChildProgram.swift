import Foundation
import Glibc
import Synchronization

/// A running program whose output goes to one file. It is killed with its owner.
package final class ChildProgram: Sendable {
    package let processID: Int32
    private let folder: TemporaryDirectory
    private let logPath: String
    private let status = Mutex<Int32?>(nil)

    /// - Parameters:
    ///   - log: The file that its output is appended to; one of its own when not given.
    ///   - handedOver: becomes descriptor 3 of the program.
    package init(
        _ path: String, _ arguments: [String], log: String? = nil, handedOver: Int32? = nil
    ) throws {
        folder = try TemporaryDirectory()
        logPath = log ?? folder.path("log")
        processID = try Self.spawn([path] + arguments, logPath, handedOver)
    }

    deinit {
        guard exitStatus == nil else { return }
        signal(SIGKILL)
        _ = waitForExit()
    }

    /// What it has written so far, standard output and standard error.
    package func log() throws -> String {
        try String(contentsOfFile: logPath, encoding: .utf8)
    }

    /// Waits up to twenty seconds until its output contains the text that often.
    package func waitForOutput(_ text: String, times: Int = 1) throws -> Bool {
        for _ in 0..<4000 {
            if try log().ranges(of: text).count >= times { return true }
            usleep(5_000)
        }
        return false
    }

    /// Has no effect on a program that has ended.
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

    /// Waits up to twenty seconds for its end: the exit status, nil when it goes on.
    package func waitForExit() -> Int32? {
        for _ in 0..<4000 {
            if let status = exitStatus { return status }
            usleep(5_000)
        }
        return nil
    }

    private static func spawn(_ arguments: [String], _ logPath: String, _ handedOver: Int32?) throws -> pid_t
    {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, logPath, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        if let handedOver { posix_spawn_file_actions_adddup2(&actions, handedOver, 3) }
        var words = arguments.map { strdup($0) } + [nil]
        defer { words.forEach { free($0) } }
        var processID = pid_t()
        let code = posix_spawn(&processID, arguments[0], &actions, nil, &words, environ)
        guard code == 0 else { throw SocketFailure(operation: "posix_spawn", code: code) }
        return processID
    }
}
