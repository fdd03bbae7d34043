import Glibc

/// One start of a service: its ExecStartPre= commands, then its ExecStart= command.
struct ServiceLaunch {
    let unit: ServiceUnit
    let output: ServiceOutput
    let journal: Journal

    enum Result {
        case running(ChildProcess)
        /// Ended already: its program could not be run, with systemd's status for that step (systemd.exec(5)), or an
        /// earlier command of a one-shot service failed.
        case exited(ExitStatus)
        /// An ExecStartPre= command failed.
        case startPreFailed(ExitStatus)
    }

    /// Runs the ExecStartPre= commands one after the other, then starts the ExecStart= command. A one-shot service may
    /// have several; all but the last are run to their end.
    func run() throws(MachineError) -> Result {
        for command in unit.startPreCommands {
            if let status = try failedStatus(of: command) { return .startPreFailed(status) }
        }
        for command in unit.startCommands.dropLast() {
            if let status = try failedStatus(of: command) { return .exited(status) }
        }
        guard let command = unit.startCommands.last else {
            throw MachineError("BUG: a service without a command")
        }
        return try start(command)
    }

    private func failedStatus(of command: ServiceUnit.Command) throws(MachineError) -> ExitStatus? {
        let status: ExitStatus
        switch try start(command) {
        case .running(let process): status = process.wait()
        case .exited(let early), .startPreFailed(let early): status = early
        }
        return status.isSuccess || command.ignoresFailure ? nil : status
    }

    private func start(_ command: ServiceUnit.Command) throws(MachineError) -> Result {
        let found = try unit.user.map { (name) throws(MachineError) in try UnixUser.named(name) }
        if let found, found == nil {
            return failedStep("USER", 217, "Failed to determine user credentials: No such process")
        }
        let user = found ?? nil
        let environment = try environment(of: user)
        let values = Dictionary(environment, uniquingKeysWith: { $1 })
        var words = QuotedWords.substitutingVariables(in: command.words, from: values)
        guard let program = executable(named: words.removeFirst()) else {
            return failedStep("EXEC", 203, "Failed to execute \(command.words[0]): No such file or directory")
        }
        guard let directory = workingDirectory(of: user) else {
            return failedStep(
                "CHDIR", 200, "Changing to the requested working directory failed: No such file or directory")
        }
        var specification = ProcessSpecification([program] + words)
        specification.environment = environment
        specification.workingDirectory = directory
        specification.user = user
        specification.noNewPrivileges = unit.noNewPrivileges
        let process = try specification.start(log: output.path)
        output.setSource(
            identifier: unit.syslogIdentifier ?? String(program.split(separator: "/").last ?? ""),
            processID: process.id)
        return .running(process)
    }

    private func failedStep(_ step: String, _ code: Int32, _ reason: String) -> Result {
        journal.log(unit.name, "\(unit.name): \(reason)")
        journal.log(unit.name, "\(unit.name): Failed at step \(step).")
        return .exited(ExitStatus(code: code))
    }

    /// The path of an executable file. A name without a slash is looked up in the system path.
    private func executable(named program: String) -> String? {
        let candidates =
            program.hasPrefix("/")
            ? [program] : GuestPaths.systemPath.split(separator: ":").map { "\($0)/\(program)" }
        return candidates.first { access($0, X_OK) == 0 }
    }

    /// The directory to start in, or nil when it does not exist. `~` is the user's home; a leading `-` makes the
    /// directory optional.
    private func workingDirectory(of user: UnixUser?) -> String? {
        guard var wanted = unit.workingDirectory, !wanted.isEmpty else { return "/" }
        let isOptional = wanted.hasPrefix("-")
        if isOptional { wanted.removeFirst() }
        if wanted == "~" { wanted = user?.home ?? "/root" }
        if File.exists(wanted) { return wanted }
        return isOptional ? "/" : nil
    }

    private func environment(of user: UnixUser?) throws(MachineError) -> [(name: String, value: String)] {
        var pairs = [(name: "PATH", value: GuestPaths.systemPath), ("LANG", "C.UTF-8")]
        if let user {
            pairs += [
                ("HOME", user.home), ("LOGNAME", user.name), ("USER", user.name), ("SHELL", user.shell),
            ]
        }
        pairs += unit.environment.compactMap(pair)
        for file in unit.environmentFiles {
            guard File.exists(file.path) || !file.isOptional else { continue }
            pairs += EnvironmentFile(try File.text(file.path)).assignments
        }
        return pairs
    }

    private func pair(_ assignment: String) -> (name: String, value: String)? {
        guard let equals = assignment.firstIndex(of: "=") else { return nil }
        return (String(assignment[..<equals]), String(assignment[assignment.index(after: equals)...]))
    }
}
