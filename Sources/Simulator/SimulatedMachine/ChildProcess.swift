import DetachedProcess
import Glibc

/// A child in a session of its own, reading nothing, writing to a log.
struct ChildProcess: Sendable {
    let id: pid_t

    /// Starts `arguments[0]`, an absolute path.
    init(_ arguments: [String], environment: [String: String], log: String) throws(MachineError) {
        do throws(SpawnError) {
            id = try DetachedProcess.start(
                arguments[0], Array(arguments.dropFirst()), environment: environment, log: log)
        } catch {
            throw MachineError(error.description)
        }
    }

    /// Waits for as long as it runs, and clears it from the process table.
    func wait() -> ExitStatus {
        var status: Int32 = 0
        while waitpid(id, &status, 0) < 0, errno == EINTR {}
        return ExitStatus(waitStatus: status)
    }
}

/// How a process ended, from what `waitpid` says.
struct ExitStatus: Equatable, Sendable {
    let code: Int32
    /// The signal that ended it, or nil when it exited by itself.
    let signal: Int32?

    init(code: Int32) {
        self.code = code
        signal = nil
    }

    init(waitStatus: Int32) {
        let lowBits = waitStatus & 0x7f
        signal = lowBits == 0 ? nil : lowBits
        code = lowBits == 0 ? (waitStatus >> 8) & 0xff : 0
    }

    var isSuccess: Bool { signal == nil && code == 0 }
}
