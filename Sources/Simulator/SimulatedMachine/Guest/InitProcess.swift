import Glibc

/// Process 1 of a machine: starts the service manager and cloud-init, reaps orphaned processes, and does a reset when it
/// gets `resetSignal`.
enum InitProcess {
    static let resetSignal = SIGINT

    static func run() throws -> Int32 {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGCHLD)
        sigaddset(&signals, resetSignal)
        // Process 1 gets no signal that it neither handles nor blocks.
        sigprocmask(SIG_BLOCK, &signals, nil)
        try boot()
        // The machine ends with this process, so it never returns.
        while true {
            var signal: Int32 = 0
            sigwait(&signals, &signal)
            if signal == resetSignal {
                try reset()
            }
            while waitpid(-1, nil, WNOHANG) > 0 {}
        }
    }

    private static func boot() throws {
        for program in [GuestProgram.serviceManager, .cloudInitBoot] {
            _ = try ProcessSpecification(program.command()).start(log: GuestPaths.console)
        }
    }

    /// Kills every process, empties /run, and boots again. The disk stays as it is.
    private static func reset() throws {
        printLine("reset")
        kill(-1, SIGKILL)
        while wait(nil) > 0 || errno == EINTR {}
        for name in File.names(in: "/run") {
            try File.remove("/run/" + name)
        }
        try File.createDirectory("/run/sshd")
        try boot()
    }
}
