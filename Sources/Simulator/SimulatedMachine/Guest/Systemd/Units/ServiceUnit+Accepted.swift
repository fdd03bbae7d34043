extension ServiceUnit {
    /// Real settings of `[Unit]` that change nothing here: ordering, and limits the simulator does not enforce.
    static let acceptedInUnit: Set<String> = [
        "After", "Before", "BindsTo", "Conflicts", "DefaultDependencies", "Documentation", "OnFailure",
        "PartOf",
        "Requires", "Requisite", "StartLimitAction", "Wants",
    ]

    /// Real settings of `[Service]` that change nothing here: sandboxing, limits, and how processes are killed.
    static let acceptedInService: Set<String> = [
        "AmbientCapabilities", "CapabilityBoundingSet", "CPUQuota", "CPUWeight", "FinalKillSignal",
        "IPAddressDeny",
        "KillMode", "KillSignal", "LimitNOFILE", "LimitNPROC", "LockPersonality", "MemoryHigh", "MemoryMax",
        "Nice",
        "OOMPolicy", "OOMScoreAdjust", "PrivateDevices", "PrivateTmp", "ProcSubset", "ProtectClock",
        "ProtectControlGroups", "ProtectHome", "ProtectHostname", "ProtectKernelLogs", "ProtectKernelModules",
        "ProtectKernelTunables", "ProtectProc", "ProtectSystem", "ReadOnlyPaths", "ReadWritePaths",
        "RemoveIPC",
        "RestrictAddressFamilies", "RestrictNamespaces", "RestrictRealtime", "RestrictSUIDSGID",
        "StandardError",
        "StandardInput", "StandardOutput", "SuccessExitStatus", "SyslogFacility", "SystemCallArchitectures",
        "SystemCallErrorNumber", "SystemCallFilter", "TasksMax", "TimeoutStartSec", "UMask",
    ]
}
