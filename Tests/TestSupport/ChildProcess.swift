import Glibc

/// A program started by a test, with nothing on its standard input. It is ended with its owner.
///
/// Not Foundation's `Process`: that one takes a daemon which closes the descriptors it inherits for dead, waits
/// for it on a thread which all share, and so makes every other `Process` wait too.
package final class ChildProcess {
    package let processID: Int32
    private var status: Int32?

    /// Starts the program. Both of its outputs go to the file, or nowhere.
    package init(_ path: String, _ arguments: [String], output: String = "/dev/null") throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        var processID = pid_t()
        let words = ([path] + arguments).map { strdup($0) }
        defer { for word in words { free(word) } }
        let code = posix_spawn(&processID, path, &actions, nil, words + [nil], environ)
        guard code == 0 else { throw SocketFailure(operation: "start \(path)", code: code) }
        self.processID = processID
    }

    deinit {
        end()
    }

    /// Whether it has not ended yet, as far as we looked.
    package var isRunning: Bool {
        status == nil && collect(WNOHANG) == nil
    }

    /// Waits for its end; returns its exit status, or 128 and the number of the signal that ended it.
    package func wait() -> Int32 {
        status ?? collect(0) ?? 255
    }

    /// Asks it to end, and no longer than five seconds.
    package func end() {
        guard isRunning else { return }
        kill(processID, SIGTERM)
        for _ in 0..<500 where isRunning { usleep(10_000) }
        guard isRunning else { return }
        kill(processID, SIGKILL)
        _ = wait()
    }

    private func collect(_ options: Int32) -> Int32? {
        var raw: Int32 = 0
        var result = waitpid(processID, &raw, options)
        while result < 0, errno == EINTR { result = waitpid(processID, &raw, options) }
        guard result == processID else { return nil }
        status = raw & 0x7F == 0 ? (raw >> 8) & 0xFF : 128 + raw & 0x7F
        return status
    }
}
