import CSpawn
import Glibc
import Linux

/// A child that outlives its parent: own session, no inherited descriptor, output appended to a log file.
package enum DetachedProcess {
    /// Starts `executable` and returns its process id without waiting for it.
    ///
    /// Call `ignoreExits()` before, so that children which end leave no zombie, or wait for the child.
    /// Throws `SpawnError`.
    @discardableResult
    package static func start(
        _ executable: String, _ arguments: [String], environment: [String: String], log: String
    ) throws(SpawnError) -> Int32 {
        let argv = CStrings([executable] + arguments)
        let envp = CStrings(environment.map { "\($0.key)=\($0.value)" })
        var pid: pid_t = 0
        let error = cspawn_detached(&pid, executable, argv.pointers, envp.pointers, log)
        guard error == 0 else { throw SpawnError(executable: executable, errno: error) }
        return pid
    }

    /// Has the kernel remove children as they end (POSIX sigaction, `SA_NOCLDWAIT`). Call it once, at start.
    package static func ignoreExits() {
        var action = sigaction()
        action.__sigaction_handler.sa_handler = SIG_IGN
        action.sa_flags = SA_NOCLDWAIT
        sigaction(SIGCHLD, &action, nil)
    }
}

/// A child that could not be started.
package struct SpawnError: Error, CustomStringConvertible, Sendable {
    package let executable: String
    package let errno: Int32

    package var description: String {
        "can't start \(executable): \(SystemError.message(errno))"
    }
}

/// A NULL-terminated array of C strings, freed with its owner.
private final class CStrings {
    let pointers: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
    private let count: Int

    init(_ strings: [String]) {
        count = strings.count
        pointers = .allocate(capacity: count + 1)
        for (index, string) in strings.enumerated() { pointers[index] = strdup(string) }
        pointers[count] = nil
    }

    deinit {
        for index in 0..<count { free(pointers[index]) }
        pointers.deallocate()
    }
}
