import DetachedProcess
import Glibc

/// A child process in a session of its own, with standard input from /dev/null and its output appended to a log.
struct ChildProcess: Sendable {
    let id: pid_t

    /// Starts `arguments[0]`, an absolute path. Throws when the process could not be spawned.
    init(_ arguments: [String], environment: [String: String], log: String) throws(MachineError) {
        do throws(SpawnError) {
            id = try DetachedProcess.start(
                arguments[0], Array(arguments.dropFirst()), environment: environment, log: log)
        } catch {
            throw MachineError(error.description)
        }
    }

    /// Waits until the process has ended, without a time limit, and reaps it. To be called once.
    func wait() -> ExitStatus {
        var status: Int32 = 0
        while waitpid(id, &status, 0) < 0, errno == EINTR {}
        return ExitStatus(waitStatus: status)
    }
}

/// The exit code or the signal with which a process ended.
struct ExitStatus: Equatable, Sendable {
    /// 0 when a signal ended the process.
    let code: Int32
    /// The signal that ended the process, or nil when it exited by itself.
    let signal: Int32?

    init(code: Int32) {
        self.code = code
        signal = nil
    }

    /// Decodes a status as `waitpid` returns it.
    init(waitStatus: Int32) {
        let lowBits = waitStatus & 0x7f
        signal = lowBits == 0 ? nil : lowBits
        code = lowBits == 0 ? (waitStatus >> 8) & 0xff : 0
    }

    var isSuccess: Bool { signal == nil && code == 0 }
}
