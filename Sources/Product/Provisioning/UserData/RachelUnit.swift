extension MachineSettings {
    /// The systemd unit of Rachel, since upstream has none. `{{user}}` and `{{home}}` are filled in.
    ///
    /// It starts only when the settings are there, restarts after a crash with growing pauses, and allows sudo, which
    /// Rachel needs for her work: hence no NoNewPrivileges.
    package static let standardUnit = """
        [Unit]
        Description=Rachel, a personal assistant on Telegram
        After=network-online.target
        Wants=network-online.target
        ConditionPathExists={{home}}/rachel8/.env

        [Service]
        Type=simple
        User={{user}}
        WorkingDirectory={{home}}/rachel8
        Environment=NODE_ENV=production
        Environment=PATH={{home}}/.bun/bin:{{home}}/.local/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
        ExecStart={{home}}/.bun/bin/bun run src/index.ts
        Restart=always
        RestartSec=2
        RestartSteps=5
        RestartMaxDelaySec=60
        TimeoutStopSec=10
        PrivateTmp=true
        StandardOutput=journal
        StandardError=journal
        SyslogIdentifier=rachel8

        [Install]
        WantedBy=multi-user.target

        """

    /// The text of this machine's unit.
    var unitText: String {
        unit.replacing("{{user}}", with: userName).replacing("{{home}}", with: home)
    }
}
