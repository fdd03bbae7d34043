/// Carries out one `systemctl` command in the service manager, with systemctl's messages and exit statuses.
struct SystemctlHandler {
    let manager: ServiceManager
    let isRoot: Bool
    private(set) var response = ManagerSocket.Response()

    init(manager: ServiceManager, isRoot: Bool) {
        self.manager = manager
        self.isRoot = isRoot
    }

    private static let changingVerbs: Set<String> = [
        "start", "stop", "restart", "try-restart", "reload-or-restart", "enable", "disable", "daemon-reload",
        "reset-failed", "reboot",
    ]

    mutating func run(_ arguments: [String]) -> ManagerSocket.Response {
        do throws(MachineError) {
            try execute(try SystemctlOptions(arguments))
        } catch {
            fail(1, error.description)
        }
        return response
    }

    private mutating func execute(_ options: SystemctlOptions) throws(MachineError) {
        guard isRoot || !SystemctlHandler.changingVerbs.contains(options.verb) else {
            let unit = options.units.first.map { " \($0)" } ?? ""
            return fail(1, "Failed to \(options.verb)\(unit): Interactive authentication required.")
        }
        switch options.verb {
        case "daemon-reload": manager.reload()
        case "reboot": manager.reboot(isOrderly: options.force < 2)
        case "list-units": fail(1, "systemctl: the simulator knows no list-units")
        case "is-system-running": response.output = "running\n"
        case "start", "stop", "restart", "try-restart", "reload-or-restart", "reset-failed", "enable",
            "disable",
            "is-active", "is-failed", "is-enabled", "status", "show", "cat":
            guard !options.units.isEmpty else { return fail(1, "Too few arguments.") }
            for unit in options.units {
                try execute(options, on: unit)
            }
        default: fail(1, "Unknown command verb \(options.verb).")
        }
    }

    private mutating func execute(_ options: SystemctlOptions, on name: String) throws(MachineError) {
        switch options.verb {
        case "start": try start(name, options)
        case "stop": try stop(name)
        case "restart", "reload-or-restart":
            try stop(name)
            if response.status == 0 { try start(name) }
        case "try-restart":
            guard manager.state(name).phase.activeState == "active" else { return }
            try stop(name)
            try start(name)
        case "reset-failed": try manager.service(name).reset()
        case "enable": try enable(name, options)
        case "disable": try disable(name, options)
        case "is-active":
            printState(manager.state(name).phase.activeState, isSuccess: { $0 == "active" }, options)
        case "is-failed":
            printState(manager.state(name).phase.activeState, isSuccess: { $0 == "failed" }, options)
        case "is-enabled": try printEnabledState(name, options)
        case "status": try printStatus(name)
        case "show": try show(name, options)
        default: try printFile(name)
        }
    }

    mutating func fail(_ status: Int32, _ message: String) {
        response.status = status
        response.errors += message + "\n"
    }

    mutating func printError(_ text: String) {
        response.errors += text + "\n"
    }

    mutating func print(_ text: String) {
        response.output += text + "\n"
    }

    /// The unit, or nil after the error has been printed.
    mutating func unit(_ name: String, to verb: String) throws(MachineError) -> ServiceUnit? {
        do throws(MachineError) {
            if let unit = try manager.unit(name) {
                if manager.needsDaemonReload(name) { warnOfChangedFiles(name) }
                return unit
            }
            fail(5, "Failed to \(verb) \(name): Unit \(name) not found.")
        } catch {
            manager.journal.log(name, error.description)
            fail(1, "Failed to \(verb) \(name): Unit \(name) has a bad unit file setting.")
        }
        return nil
    }

    private mutating func warnOfChangedFiles(_ name: String) {
        let warning =
            "Warning: The unit file, source configuration file or drop-ins of \(name) changed on disk. "
            + "Run 'systemctl daemon-reload' to reload units.\n"
        // A restart looks the unit up twice.
        if !response.errors.hasSuffix(warning) { response.errors += warning }
    }

    mutating func printState(_ state: String, isSuccess: (String) -> Bool, _ options: SystemctlOptions) {
        if !options.isQuiet { print(state) }
        if !isSuccess(state) { response.status = options.verb == "is-active" ? 3 : 1 }
    }

    mutating func set(status: Int32) {
        response.status = status
    }
}

/// The verbs that change a unit or its service.
extension SystemctlHandler {
    mutating func start(_ name: String, _ options: SystemctlOptions? = nil) throws(MachineError) {
        guard let unit = try unit(name, to: "start") else { return }
        if options?.isNonBlocking == true {
            let service = try manager.service(name)
            return try startThread { _ = service.start(unit) }
        }
        switch try manager.service(name).start(unit) {
        case nil: break
        case .startLimitHit?: fail(1, "Job for \(name) failed: start of the service was attempted too often.")
        case .commandFailed?:
            fail(1, "Job for \(name) failed because the control process exited with error code.")
        case .resources?:
            fail(1, "Job for \(name) failed because of unavailable resources or another system error.")
        }
    }

    mutating func stop(_ name: String) throws(MachineError) {
        guard let unit = try unit(name, to: "stop") else { return }
        try manager.service(name).stop(limit: unit.stopTimeout)
    }

    mutating func enable(_ name: String, _ options: SystemctlOptions) throws(MachineError) {
        guard let unit = try unit(name, to: "enable unit") else { return }
        for link in try UnitEnablement(unit).enable() {
            printError("Created symlink \(link) → \(unit.path).")
        }
        if options.isNow { try start(name, options) }
    }

    mutating func disable(_ name: String, _ options: SystemctlOptions) throws(MachineError) {
        guard let unit = try unit(name, to: "disable unit") else { return }
        for link in try UnitEnablement(unit).disable() {
            printError("Removed \"\(link)\".")
        }
        if options.isNow { try stop(name) }
    }
}
