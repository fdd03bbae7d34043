extension ServiceUnit {
    /// Parses a unit file and its drop-ins, and returns the warnings that systemd logs about them. Throws when systemd
    /// would refuse the unit.
    static func parse(
        _ files: [UnitFile], name: String, path: String
    ) throws(MachineError) -> (unit: ServiceUnit, warnings: [String]) {
        var unit = ServiceUnit(name: name, path: path)
        var warnings = files.flatMap(\.warnings)
        for setting in files.flatMap(\.settings) {
            let value = unit.expandingSpecifiers(in: setting.value)
            do throws(MachineError) {
                let isKnown =
                    switch setting.section {
                    case "Unit": unit.setUnitSetting(setting.key, value)
                    case "Service": try unit.setServiceSetting(setting.key, value)
                    case "Install": unit.setInstallSetting(setting.key, value)
                    default: setting.section.hasPrefix("X-")
                    }
                guard !isKnown else { continue }
                warnings.append(
                    "\(path): Unknown key name '\(setting.key)' in section '\(setting.section)', ignoring.")
            } catch {
                warnings.append(
                    "\(path): Failed to parse \(setting.key)= value, ignoring: \(setting.value)")
            }
        }
        guard !unit.startCommands.isEmpty else {
            throw MachineError("\(name): Service has no ExecStart= setting. Refusing.")
        }
        guard unit.startCommands.count == 1 || unit.type == .oneshot else {
            throw MachineError("\(name): Service has more than one ExecStart= setting. Refusing.")
        }
        return (unit, warnings)
    }

    private mutating func setUnitSetting(_ key: String, _ value: String) -> Bool {
        switch key {
        case "Description": description = value
        case "ConditionPathExists":
            let isNegated = value.hasPrefix("!")
            conditions.append(
                Condition(path: isNegated ? String(value.dropFirst()) : value, isNegated: isNegated))
        case "StartLimitIntervalSec", "StartLimitInterval":
            startLimitInterval = TimeSpan.parse(value) ?? startLimitInterval
        case "StartLimitBurst": startLimitBurst = Int(value) ?? startLimitBurst
        default: return ServiceUnit.ignoredUnitSettings.contains(key)
        }
        return true
    }

    private mutating func setInstallSetting(_ key: String, _ value: String) -> Bool {
        switch key {
        case "WantedBy": wantedBy += value.split(separator: " ").map(String.init)
        default: return ["RequiredBy", "Also", "Alias"].contains(key)
        }
        return true
    }

    private mutating func setServiceSetting(_ key: String, _ value: String) throws(MachineError) -> Bool {
        switch key {
        case "Type": type = try parsed(value, ServiceType.init(rawValue:))
        case "RemainAfterExit": remainsAfterExit = try parsed(value, ServiceUnit.boolean)
        case "User": user = value
        case "WorkingDirectory": workingDirectory = value
        case "SyslogIdentifier": syslogIdentifier = value
        case "NoNewPrivileges": noNewPrivileges = try parsed(value, ServiceUnit.boolean)
        case "Environment":
            environment = value.isEmpty ? [] : environment + (try parsed(value, QuotedWords.split))
        case "EnvironmentFile":
            let isOptional = value.hasPrefix("-")
            let file = EnvironmentFilePath(
                path: isOptional ? String(value.dropFirst()) : value, isOptional: isOptional)
            environmentFiles = value.isEmpty ? [] : environmentFiles + [file]
        case "ExecStart":
            startCommands = value.isEmpty ? [] : startCommands + [try ServiceUnit.command(value)]
        case "ExecStartPre":
            startPreCommands = value.isEmpty ? [] : startPreCommands + [try ServiceUnit.command(value)]
        default: return try setRestartSetting(key, value) || ServiceUnit.ignoredServiceSettings.contains(key)
        }
        return true
    }

    private mutating func setRestartSetting(_ key: String, _ value: String) throws(MachineError) -> Bool {
        switch key {
        case "Restart": restart = try parsed(value, Restart.init(rawValue:))
        case "RestartSec": restartDelay = try parsed(value, TimeSpan.parse)
        case "RestartSteps": restartSteps = try parsed(value) { Int($0) }
        case "RestartMaxDelaySec": restartMaxDelay = try parsed(value, TimeSpan.parse)
        case "TimeoutStopSec", "TimeoutSec": stopTimeout = try parsed(value, TimeSpan.parse)
        case "StartLimitInterval": startLimitInterval = try parsed(value, TimeSpan.parse)
        case "StartLimitBurst": startLimitBurst = try parsed(value) { Int($0) }
        default: return false
        }
        return true
    }

    private func parsed<Value>(_ text: String, _ parse: (String) -> Value?) throws(MachineError) -> Value {
        guard let value = parse(text) else { throw MachineError("bad value") }
        return value
    }

    private static func boolean(_ text: String) -> Bool? {
        switch text {
        case "yes", "true", "on", "1": true
        case "no", "false", "off", "0": false
        default: nil
        }
    }

    private static func command(_ line: String) throws(MachineError) -> Command {
        let ignoresFailure = line.hasPrefix("-")
        let words = QuotedWords.split(ignoresFailure ? String(line.dropFirst()) : line) ?? []
        guard let program = words.first, program.hasPrefix("/") || !program.contains("/") else {
            throw MachineError("bad command")
        }
        return Command(words: words, ignoresFailure: ignoresFailure)
    }
}

extension ServiceUnit {
    /// Replaces the most common specifiers (systemd.unit(5)); any other stays as it is.
    func expandingSpecifiers(in value: String) -> String {
        guard value.contains("%") else { return value }
        var result = ""
        var rest = value[...]
        while let character = rest.popFirst() {
            guard character == "%", let specifier = rest.first else {
                result.append(character)
                continue
            }
            rest.removeFirst()
            switch specifier {
            case "%": result += "%"
            case "n": result += name
            case "N", "p": result += name.hasSuffix(".service") ? name.dropLast(8) : name[...]
            case "h": result += "/root"
            case "t": result += "/run"
            case "S": result += "/var/lib"
            default: result += "%" + String(specifier)
            }
        }
        return result
    }
}

extension ServiceUnit {
    /// Settings of `[Unit]` that systemd knows and that have no effect here: ordering, and limits.
    static let ignoredUnitSettings: Set<String> = [
        "After", "Before", "BindsTo", "Conflicts", "DefaultDependencies", "Documentation", "OnFailure",
        "PartOf", "Requires", "Requisite", "StartLimitAction", "Wants",
    ]

    /// Settings of `[Service]` that systemd knows and that have no effect here: sandboxing, limits, and how processes
    /// are killed.
    static let ignoredServiceSettings: Set<String> = [
        "AmbientCapabilities", "CapabilityBoundingSet", "CPUQuota", "CPUWeight", "FinalKillSignal", "Group",
        "IPAddressDeny", "KillMode", "KillSignal", "LimitNOFILE", "LimitNPROC", "LockPersonality",
        "MemoryHigh", "MemoryMax", "Nice", "OOMPolicy", "OOMScoreAdjust", "PrivateDevices", "PrivateTmp",
        "ProcSubset", "ProtectClock", "ProtectControlGroups", "ProtectHome", "ProtectHostname",
        "ProtectKernelLogs", "ProtectKernelModules", "ProtectKernelTunables", "ProtectProc", "ProtectSystem",
        "ReadOnlyPaths", "ReadWritePaths", "RemoveIPC", "RestrictAddressFamilies", "RestrictNamespaces",
        "RestrictRealtime", "RestrictSUIDSGID", "StandardError", "StandardInput", "StandardOutput",
        "SuccessExitStatus", "SyslogFacility", "SystemCallArchitectures", "SystemCallErrorNumber",
        "SystemCallFilter", "TasksMax", "TimeoutStartSec", "UMask",
    ]
}
