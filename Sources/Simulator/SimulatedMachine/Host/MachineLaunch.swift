import DetachedProcess
import Glibc

/// One start of a machine: writes its files, spawns its outermost process and waits until its root file system is
/// mounted.
struct MachineLaunch {
    let machine: MachineSpecification
    let userData: [UInt8]
    let directory: MachineDirectory

    /// Returns once the machine has launched. Throws with the last lines of its console when it has not after 30
    /// seconds; the caller then has to end what was started.
    func run() throws(MachineError) {
        try checkPrivileges()
        try directory.record(machine)
        try File.write(userData, to: directory.userData, mode: 0o600)
        try StandIns.install(into: directory.standIns)
        try File.createDirectory(directory.root)
        let token = String(UInt64.random(in: .min ... .max), radix: 36)
        let outermost = try ChildProcess(
            arguments(token: token, executable: try RunningExecutable()),
            environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"], log: directory.console)
        guard let identity = ProcessIdentity(running: outermost.id) else { throw launchError() }
        try directory.record(identity)
        try File.replace(directory.released, with: token + "\n")
        try waitForLaunch(identity)
    }

    /// The command line of the outermost process. By `--kill-child` all others end when it does.
    private func arguments(token: String, executable: RunningExecutable) -> [String] {
        var words = ["/usr/bin/unshare"]
        if getuid() != 0 {
            words += ["--user", "--map-root-user", "--map-auto"]
        }
        words += ["--mount", "--uts", "--ipc", "--pid", "--fork", "--kill-child", "--", "/bin/bash"]
        words += [
            directory.standIns + "/set-up-root.sh", directory.path, token, machine.name, executable.path,
        ]
        return words + executable.libraryDirectories
    }

    private func checkPrivileges() throws(MachineError) {
        let status = try File.text("/proc/self/status")
        guard !status.contains("NoNewPrivs:\t1") else {
            throw MachineError(
                "this process may not gain privileges (no_new_privs), so sudo could not work in a machine")
        }
        for program in ["/usr/bin/unshare", "/usr/sbin/sshd"] where !File.exists(program) {
            throw MachineError("\(program) is missing: install util-linux and openssh-server")
        }
        guard getuid() == 0 || File.exists("/usr/bin/newuidmap") else {
            throw MachineError(
                "newuidmap is missing, which machines of an ordinary user need: install uidmap")
        }
    }

    private func waitForLaunch(_ outermost: ProcessIdentity) throws(MachineError) {
        let isDecided = try waitUntil(within: .seconds(30)) { () throws(MachineError) in
            try directory.initProcess() != nil || !outermost.isRunning
        }
        guard isDecided, try directory.initProcess() != nil else { throw launchError() }
    }

    private func launchError() -> MachineError {
        // A console that does not exist yet adds nothing to the message.
        let lines = (try? File.text(directory.console))?.split(separator: "\n").suffix(5) ?? []
        return MachineError("\(machine.name) could not be launched: " + lines.joined(separator: "; "))
    }
}
