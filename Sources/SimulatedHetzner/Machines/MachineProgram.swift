/// The program that starts and stops simulated machines.
package struct MachineProgram: Sendable {
    private let executable: String
    private let leading: [String]
    private let trailing: [String]
    private let isOwn: Bool

    /// Our own driver: `executable machine start …`. `options` follow the common ones, for example
    /// `["--boot-seconds", "1"]`, and go to `start` only; `state` is its folder.
    package static func own(executable: String, state: String, options: [String]) -> MachineProgram {
        MachineProgram(
            executable: executable, leading: ["machine"], trailing: ["--state", state], options: options,
            isOwn: true)
    }

    /// Somebody else's: called as `PROGRAM start --name N --address A --ssh-port P --user-data FILE` and
    /// `PROGRAM stop --name N`; it knows no faults.
    package static func foreign(_ executable: String) -> MachineProgram {
        MachineProgram(executable: executable, leading: [], trailing: [], options: [], isOwn: false)
    }

    /// What every run of the program finds in its environment: nothing of ours but where programs are.
    static let environment = ["PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"]

    private let options: [String]

    private init(
        executable: String, leading: [String], trailing: [String], options: [String], isOwn: Bool
    ) {
        self.executable = executable
        self.leading = leading
        self.trailing = trailing
        self.options = options
        self.isOwn = isOwn
    }

    package func start(_ machine: Machine, sshPort: UInt16, userData: String) -> [String] {
        var command =
            [executable] + leading + [
                "start", "--name", machine.name, "--address", machine.address, "--ssh-port", String(sshPort),
                "--user-data", userData,
            ]
        if isOwn {
            command += trailing + options + ["--instance-id", String(machine.serverID)]
            command += machine.faults.flatMap(Self.options)
        }
        return command
    }

    /// `callback-late=20` is the fault and how late.
    private static func options(of fault: String) -> [String] {
        let parts = fault.split(separator: "=").map(String.init)
        return ["--fault", parts[0]] + parts.dropFirst().flatMap { ["--late-seconds", $0] }
    }

    package func stop(name: String) -> [String] {
        [executable] + leading + ["stop", "--name", name] + trailing
    }
}
