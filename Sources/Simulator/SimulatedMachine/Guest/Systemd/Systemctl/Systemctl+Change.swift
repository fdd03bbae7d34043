/// The verbs that change something.
extension Systemctl {
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
        for link in try UnitLinks(unit).make() {
            mention("Created symlink \(link) → \(unit.path).")
        }
        if options.isNow { try start(name) }
    }

    mutating func disable(_ name: String, _ options: SystemctlOptions) throws(MachineError) {
        guard let unit = try unit(name, toDo: "disable unit") else { return }
        for link in try UnitLinks(unit).remove() {
            mention("Removed \"\(link)\".")
        }
        if options.isNow { try stop(name) }
    }
}
