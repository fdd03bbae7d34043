extension SystemctlHandler {
    mutating func reportEnabled(_ name: String, _ options: SystemctlOptions) throws(MachineError) {
        guard let unit = try manager.unit(name) else {
            return fail(1, "Failed to get unit file state for \(name): No such file or directory")
        }
        report(UnitEnablement(unit).state, isYes: { $0 == "enabled" || $0 == "static" }, options)
    }

    mutating func show(_ name: String, _ options: SystemctlOptions) throws(MachineError) {
        let all = try properties(of: name)
        let asked =
            options.properties.isEmpty
            ? all : options.properties.compactMap { name in all.first { $0.0 == name } }
        for (name, value) in asked {
            print(options.printsOnlyValues ? value : "\(name)=\(value)")
        }
    }

    mutating func describe(_ name: String) throws(MachineError) {
        guard let unit = try manager.unit(name) else {
            return fail(4, "Unit \(name) could not be found.")
        }
        let state = manager.state(name)
        let mark = state.phase.active == "failed" ? "×" : state.phase.active == "active" ? "●" : "○"
        print("\(mark) \(name) - \(unit.description)")
        print("     Loaded: loaded (\(unit.path); \(UnitEnablement(unit).state))")
        let result = state.phase == .failed ? " (Result: \(state.result))" : " (\(state.phase.sub))"
        print("     Active: \(state.phase.active)\(result)")
        if state.mainProcess != 0 { print("   Main PID: \(state.mainProcess)") }
        if state.phase.active != "active" { set(status: 3) }
    }

    mutating func printFile(_ name: String) throws(MachineError) {
        guard let unit = try manager.unit(name) else {
            return fail(1, "No files found for \(name).")
        }
        print("# \(unit.path)")
        print(try File.text(unit.path))
    }

    private func properties(of name: String) throws(MachineError) -> [(String, String)] {
        let state = manager.state(name)
        let unit: ServiceUnit?
        let load: String
        do throws(MachineError) {
            unit = try manager.unit(name)
            load = unit == nil ? "not-found" : "loaded"
        } catch {
            unit = nil
            load = "bad-setting"
        }
        let code = state.lastExit.map { $0.signal == nil ? "1" : "2" } ?? "0"
        return [
            ("Type", unit?.kind.rawValue ?? "simple"), ("Restart", unit?.restart.rawValue ?? "no"),
            ("MainPID", String(state.mainProcess)), ("Result", state.result),
            ("NRestarts", String(state.restarts)),
            ("ExecMainPID", String(state.lastMainProcess)), ("ExecMainCode", code),
            ("ExecMainStatus", state.lastExit.map { String($0.signal ?? $0.code) } ?? "0"), ("Id", name),
            ("Names", name), ("Description", unit?.description ?? name), ("LoadState", load),
            ("ActiveState", state.phase.active), ("SubState", state.phase.sub),
            ("FragmentPath", unit?.path ?? ""),
            ("UnitFileState", unit.map { UnitEnablement($0).state } ?? ""),
            ("NeedDaemonReload", manager.isStale(name) ? "yes" : "no"),
            ("ConditionResult", state.conditionsHold ? "yes" : "no"), ("User", unit?.user ?? ""),
        ]
    }
}
