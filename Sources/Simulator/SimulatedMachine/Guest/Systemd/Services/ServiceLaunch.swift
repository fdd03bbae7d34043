import Glibc

/// One start of a service's processes.
struct ServiceLaunch {
    let unit: ServiceUnit
    let output: ServiceOutput
    let journal: Journal

    enum Outcome {
        case running(ChildProcess)
        /// It ended before its own program ran, with systemd's status for that step (systemd.exec(5)).
        case ended(ExitStatus)
        /// A command that goes before the service failed.
        case unprepared(ExitStatus)
    }

    /// Runs what goes before, then starts the command; of a one-shot service, its last, after the others are over.
    func run() throws(MachineError) -> Outcome {
        for command in unit.preparations {
            if let status = try failure(of: command) { return .unprepared(status) }
        }
        for command in unit.commands.dropLast() {
            if let status = try failure(of: command) { return .ended(status) }
        }
        guard let command = unit.commands.last else { throw MachineError("BUG: a service without a command") }
        return try start(command)
    }

    private func failure(of command: ServiceUnit.Command) throws(MachineError) -> ExitStatus? {
        let status: ExitStatus
        switch try start(command) {
        case .running(let process): status = process.wait()
        case .ended(let early), .unprepared(let early): status = early
        }
        return status.isSuccess || command.ignoresFailure ? nil : status
    }

    private func start(_ command: ServiceUnit.Command) throws(MachineError) -> Outcome {
        let account = try unit.user.map { (name) throws(MachineError) in try UnixUser.named(name) }
        if let account, account == nil {
            return failed("USER", 217, "Failed to determine user credentials: No such process")
        }
        let user = account ?? nil
        let environment = try environment(of: user)
        let values = Dictionary(environment, uniquingKeysWith: { $1 })
        var words = QuotedWords.expanded(command.words, values)
        guard let program = located(words.removeFirst()) else {
            return failed("EXEC", 203, "Failed to execute \(command.words[0]): No such file or directory")
        }
        guard let directory = directory(of: user) else {
            return failed(
                "CHDIR", 200, "Changing to the requested working directory failed: No such file or directory")
        }
        var running = ProcessSpecification([program] + words)
        running.environment = environment
        running.directory = directory
        running.account = user
        running.mayGainPrivileges = unit.mayGainPrivileges
        let process = try running.start(log: output.path)
        output.attribute(to: unit.identifier ?? String(program.split(separator: "/").last ?? ""), process.id)
        return .running(process)
    }

    private func failed(_ step: String, _ code: Int32, _ reason: String) -> Outcome {
        journal.note(unit.name, "\(unit.name): \(reason)")
        journal.note(unit.name, "\(unit.name): Failed at step \(step).")
        return .ended(ExitStatus(code: code))
    }

    /// systemd looks up a name without a slash in its own path, and the file must be executable.
    private func located(_ program: String) -> String? {
        let candidates =
            program.hasPrefix("/")
            ? [program] : GuestPaths.systemPath.split(separator: ":").map { "\($0)/\(program)" }
        return candidates.first { access($0, X_OK) == 0 }
    }

    /// The directory to start in, or nil when it is not there; `~` is the user's home, a leading `-` makes it optional.
    private func directory(of user: UnixUser?) -> String? {
        guard var wanted = unit.directory, !wanted.isEmpty else { return "/" }
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
            pairs += EnvironmentFile(try File.text(file.path)).pairs
        }
        return pairs
    }

    private func pair(_ assignment: String) -> (name: String, value: String)? {
        guard let equals = assignment.firstIndex(of: "=") else { return nil }
        return (String(assignment[..<equals]), String(assignment[assignment.index(after: equals)...]))
    }
}
