import Glibc
import Linux

/// The program that starts and stops simulated machines: our own driver or an external one.
package struct MachineProgram: Sendable {
    private let executable: String
    private let state: String
    private let options: [String]
    private let external: String?

    /// - Parameters:
    ///   - executable: our own driver's, called as `executable machine start …`.
    ///   - state: our own driver's directory.
    ///   - options: of our own driver's `start`, for example `["--boot-seconds", "1"]`.
    ///   - external: a program to start machines with instead, called as `PROGRAM start --name N --address A
    ///     --ssh-port P --user-data FILE` and `PROGRAM stop --name N`. It knows no faults.
    package init(executable: String, state: String, options: [String] = [], external: String? = nil) {
        self.executable = executable
        self.state = state
        self.options = options
        self.external = external
    }

    /// The whole environment of every run of the program.
    static let environment = ["PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"]

    /// The path that is recorded with a machine which it starts: an external program's, or nothing for our own driver.
    var command: String { external ?? "" }

    package func start(_ machine: Machine, sshPort: UInt16, userData: String) -> [String] {
        let common = [
            "start", "--name", machine.name, "--address", machine.address, "--ssh-port", String(sshPort),
            "--user-data", userData,
        ]
        if let external { return [external] + common }
        return [executable, "machine"] + common + ["--state", state] + options
            + ["--instance-id", String(machine.serverID)] + machine.faults.flatMap(Self.options)
    }

    /// Stops a machine by the program that started it, whichever starts machines now.
    package func stop(_ machine: Machine) -> [String] {
        machine.command.isEmpty
            ? [executable, "machine", "stop", "--name", machine.name, "--state", state]
            : [machine.command, "stop", "--name", machine.name]
    }

    /// The options for a fault; `callback-late=20` is its name and the seconds of the delay.
    private static func options(of fault: String) -> [String] {
        let parts = fault.split(separator: "=").map(String.init)
        return ["--fault", parts[0]] + parts.dropFirst().flatMap { ["--late-seconds", $0] }
    }
}

/// A child process that starts or stops a machine.
struct RunningProgram {
    enum Purpose: String {
        case start, stop
    }

    let id: pid_t
    let purpose: Purpose
    let machine: Machine

    /// The exit status, returned once: 0 to 255, or 128 and the signal of a killed process; nil while it runs.
    func exitStatus() -> Int32? {
        var status: Int32 = 0
        switch waitpid(id, &status, WNOHANG) {
        case 0: return nil
        case id: return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
        // It was reaped elsewhere: it has ended, but its status is lost.
        default: return errno == ECHILD ? 0 : nil
        }
    }

    /// Lets the program end without its status: a child that nobody waits for would stay a zombie.
    func abandon() {
        let id = id
        let waiting = try? PosixThread(stackBytes: 64 << 10) {
            while waitpid(id, nil, 0) < 0, errno == EINTR {}
        }
        waiting?.detach()
    }
}
