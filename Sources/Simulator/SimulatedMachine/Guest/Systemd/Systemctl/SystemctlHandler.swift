/// One `systemctl` command, carried out by the service manager with systemctl's words and exit statuses.
struct SystemctlHandler {
    let manager: ServiceManager
    let isRoot: Bool
    private(set) var answer = ManagerSocket.Answer()

    init(manager: ServiceManager, isRoot: Bool) {
        self.manager = manager
        self.isRoot = isRoot
    }

    private static let changing: Set<String> = [
        "start", "stop", "restart", "try-restart", "reload-or-restart", "enable", "disable", "daemon-reload",
        "reset-failed",
    ]

    mutating func run(_ arguments: [String]) -> ManagerSocket.Answer {
        do throws(MachineError) {
            try carryOut(try SystemctlOptions(arguments))
        } catch {
            fail(1, error.description)
        }
        return answer
    }

    private mutating func carryOut(_ options: SystemctlOptions) throws(MachineError) {
        guard isRoot || !SystemctlHandler.changing.contains(options.verb) else {
            let unit = options.units.first.map { " \($0)" } ?? ""
            return fail(1, "Failed to \(options.verb)\(unit): Interactive authentication required.")
        }
        switch options.verb {
        case "daemon-reload": manager.reload()
        case "list-units": fail(1, "systemctl: the simulator knows no list-units")
        case "is-system-running": answer.output = "running\n"
        case "start", "stop", "restart", "try-restart", "reload-or-restart", "reset-failed", "enable",
            "disable",
            "is-active", "is-failed", "is-enabled", "status", "show", "cat":
            guard !options.units.isEmpty else { return fail(1, "Too few arguments.") }
            for unit in options.units {
                try carryOut(options, on: unit)
            }
        default: fail(1, "Unknown command verb \(options.verb).")
        }
    }

    private mutating func carryOut(_ options: SystemctlOptions, on name: String) throws(MachineError) {
        switch options.verb {
        case "start": try start(name)
        case "stop": try stop(name)
        case "restart", "reload-or-restart":
            try stop(name)
            if answer.status == 0 { try start(name) }
        case "try-restart":
            guard manager.state(name).phase.active == "active" else { return }
            try stop(name)
            try start(name)
        case "reset-failed": try manager.service(name).reset()
        case "enable": try enable(name, options)
        case "disable": try disable(name, options)
        case "is-active": report(manager.state(name).phase.active, isYes: { $0 == "active" }, options)
        case "is-failed": report(manager.state(name).phase.active, isYes: { $0 == "failed" }, options)
        case "is-enabled": try reportEnabled(name, options)
        case "status": try describe(name)
        case "show": try show(name, options)
        default: try printFile(name)
        }
    }

    mutating func fail(_ status: Int32, _ message: String) {
        answer.status = status
        answer.errors += message + "\n"
    }

    mutating func mention(_ text: String) {
        answer.errors += text + "\n"
    }

    mutating func print(_ text: String) {
        answer.output += text + "\n"
    }

    /// The unit, or nil after saying that it can't be had.
    mutating func unit(_ name: String, toDo verb: String) throws(MachineError) -> ServiceUnit? {
        do throws(MachineError) {
            if let unit = try manager.unit(name) {
                if manager.isStale(name) { warnOfChange(name) }
                return unit
            }
            fail(5, "Failed to \(verb) \(name): Unit \(name) not found.")
        } catch {
            manager.journal.note(name, error.description)
            fail(1, "Failed to \(verb) \(name): Unit \(name) has a bad unit file setting.")
        }
        return nil
    }

    private mutating func warnOfChange(_ name: String) {
        let warning =
            "Warning: The unit file, source configuration file or drop-ins of \(name) changed on disk. "
            + "Run 'systemctl daemon-reload' to reload units.\n"
        // Restarting asks twice.
        if !answer.errors.hasSuffix(warning) { answer.errors += warning }
    }

    mutating func report(_ state: String, isYes: (String) -> Bool, _ options: SystemctlOptions) {
        if !options.isQuiet { print(state) }
        if !isYes(state) { answer.status = options.verb == "is-active" ? 3 : 1 }
    }

    mutating func set(status: Int32) {
        answer.status = status
    }
}

/// The verbs that change something.
extension SystemctlHandler {
    mutating func start(_ name: String) throws(MachineError) {
        guard let unit = try unit(name, toDo: "start") else { return }
        switch try manager.service(name).start(unit) {
        case nil: break
        case .tooOften?: fail(1, "Job for \(name) failed: start of the service was attempted too often.")
        case .command?: fail(1, "Job for \(name) failed because the control process exited with error code.")
        case .resources?:
            fail(1, "Job for \(name) failed because of unavailable resources or another system error.")
        }
    }

    mutating func stop(_ name: String) throws(MachineError) {
        guard let unit = try unit(name, toDo: "stop") else { return }
        try manager.service(name).stop(limit: unit.stopTime)
    }

    mutating func enable(_ name: String, _ options: SystemctlOptions) throws(MachineError) {
        guard let unit = try unit(name, toDo: "enable unit") else { return }
        for link in try UnitEnablement(unit).make() {
            mention("Created symlink \(link) → \(unit.path).")
        }
        if options.isNow { try start(name) }
    }

    mutating func disable(_ name: String, _ options: SystemctlOptions) throws(MachineError) {
        guard let unit = try unit(name, toDo: "disable unit") else { return }
        for link in try UnitEnablement(unit).remove() {
            mention("Removed \"\(link)\".")
        }
        if options.isNow { try stop(name) }
    }
}
