extension SystemctlHandler {
    mutating func printEnabledState(_ name: String, _ options: SystemctlOptions) throws(MachineError) {
        guard let unit = try manager.unit(name) else {
            return fail(1, "Failed to get unit file state for \(name): No such file or directory")
        }
        printState(UnitEnablement(unit).state, isSuccess: { $0 == "enabled" || $0 == "static" }, options)
    }

    mutating func show(_ name: String, _ options: SystemctlOptions) throws(MachineError) {
        let all = try properties(of: name)
        let requested =
            options.properties.isEmpty
            ? all : options.properties.compactMap { name in all.first { $0.0 == name } }
        for (name, value) in requested {
            print(options.printsOnlyValues ? value : "\(name)=\(value)")
        }
    }

    mutating func printStatus(_ name: String) throws(MachineError) {
        guard let unit = try manager.unit(name) else {
            return fail(4, "Unit \(name) could not be found.")
        }
        let state = manager.state(name)
        let mark = state.phase.activeState == "failed" ? "×" : state.phase.activeState == "active" ? "●" : "○"
        print("\(mark) \(name) - \(unit.description)")
        print("     Loaded: loaded (\(unit.path); \(UnitEnablement(unit).state))")
        let result = state.phase == .failed ? " (Result: \(state.result))" : " (\(state.phase.subState))"
        print("     Active: \(state.phase.activeState)\(result)")
        if state.mainPID != 0 { print("   Main PID: \(state.mainPID)") }
        if state.phase.activeState != "active" { set(status: 3) }
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
            ("Type", unit?.type.rawValue ?? "simple"), ("Restart", unit?.restart.rawValue ?? "no"),
            ("MainPID", String(state.mainPID)), ("Result", state.result),
            ("NRestarts", String(state.restartCount)),
            ("ExecMainPID", String(state.execMainPID)), ("ExecMainCode", code),
            ("ExecMainStatus", state.lastExit.map { String($0.signal ?? $0.code) } ?? "0"), ("Id", name),
            ("Names", name), ("Description", unit?.description ?? name), ("LoadState", load),
            ("ActiveState", state.phase.activeState), ("SubState", state.phase.subState),
            ("FragmentPath", unit?.path ?? ""),
            ("UnitFileState", unit.map { UnitEnablement($0).state } ?? ""),
            ("NeedDaemonReload", manager.needsDaemonReload(name) ? "yes" : "no"),
            ("ConditionResult", state.conditionResult ? "yes" : "no"), ("User", unit?.user ?? ""),
        ]
    }
}
