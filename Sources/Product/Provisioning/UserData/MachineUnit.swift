/// The systemd units of a new server's set-up and of the report on it. Both are enabled, so that neither is lost by a
/// reboot, and have ended for good once the report was answered.
///
/// Neither is ordered after cloud-init's units, which come after multi-user.target, and so after what it wants.
struct MachineUnit {
    let name: String
    let text: String

    /// Runs `SetUpScript` until there is a report. It is a oneshot, so that the daily upgrade waits for its end, and
    /// multi-user.target too when a reboot has interrupted it.
    static let setUp = MachineUnit(
        name: "rachel-cloud-set-up.service",
        text: """
            [Unit]
            Description=Set-up of this server for Rachel
            Wants=network-online.target
            After=network-online.target
            Before=apt-daily.service apt-daily-upgrade.service
            ConditionPathExists=!\(SetUpScript.report)

            [Service]
            Type=oneshot
            ExecStart=\(SetUpScript.path)
            Restart=on-abnormal
            RestartSec=5
            OOMPolicy=continue

            [Install]
            WantedBy=multi-user.target

            """)

    /// Runs `ReportScript` until the report was answered. The set-up starts it as soon as there is a report.
    static let report = MachineUnit(
        name: "rachel-cloud-report.service",
        text: """
            [Unit]
            Description=Report on the set-up of this server
            Wants=network-online.target
            After=network-online.target
            ConditionPathExists=\(SetUpScript.report)
            ConditionPathExists=!\(ReportScript.answered)

            [Service]
            Type=exec
            ExecStart=\(ReportScript.path)
            Restart=on-abnormal
            RestartSec=5

            [Install]
            WantedBy=multi-user.target

            """)

    /// The file that systemd reads.
    var file: CloudConfig.File {
        CloudConfig.File(path: "/etc/systemd/system/\(name)", permissions: "0644", content: text)
    }
}
