import Glibc
import Testing

@testable import SimulatedMachine

@Suite struct ServiceUnitTests {
    private func parse(_ text: String) throws -> (unit: ServiceUnit, warnings: [String]) {
        try ServiceUnit.parse([UnitFile(text, name: "a.service")], name: "a.service", path: "/a.service")
    }

    @Test func `reads the settings of a bot's service`() throws {
        let (unit, warnings) = try parse(
            """
            [Unit]
            Description=A bot of %n, 100%%
            After=network-online.target
            ConditionPathExists=/home/rachel/rachel8/.env
            ConditionPathExists=!/etc/stop
            StartLimitIntervalSec=300
            StartLimitBurst=7
            [Service]
            Type=exec
            User=rachel
            WorkingDirectory=/home/rachel/rachel8
            Environment="NODE_ENV=production" A=b
            EnvironmentFile=-/etc/optional
            ExecStartPre=-/bin/false
            ExecStart=/home/rachel/.bun/bin/bun run src/index.ts
            Restart=always
            RestartSec=5
            RestartSteps=4
            RestartMaxDelaySec=80
            NoNewPrivileges=yes
            PrivateTmp=true
            TimeoutStopSec=10
            [Install]
            WantedBy=multi-user.target
            """)
        #expect(warnings.isEmpty)
        #expect(unit.description == "A bot of a.service, 100%")
        #expect(unit.conditions.map(\.path) == ["/home/rachel/rachel8/.env", "/etc/stop"])
        #expect(unit.conditions.map(\.isNegated) == [false, true])
        #expect(unit.startLimitInterval == .seconds(300) && unit.startLimitBurst == 7)
        #expect(unit.type == .exec && unit.user == "rachel" && unit.noNewPrivileges)
        #expect(unit.environment == ["NODE_ENV=production", "A=b"])
        #expect(unit.environmentFiles == [.init(path: "/etc/optional", isOptional: true)])
        #expect(unit.startPreCommands == [.init(words: ["/bin/false"], ignoresFailure: true)])
        #expect(unit.startCommands.first?.words == ["/home/rachel/.bun/bin/bun", "run", "src/index.ts"])
        #expect(unit.restart == .always && unit.restartDelay == .seconds(5))
        #expect(unit.wantedBy == ["multi-user.target"])
    }

    @Test func `ignores unknown keys and invalid values with a warning`() throws {
        let (unit, warnings) = try parse("[Service]\nExecStart=/bin/true\nFrobnicate=1\nRestart=maybe\n")
        #expect(unit.restart == .no)
        #expect(
            warnings == [
                "/a.service: Unknown key name 'Frobnicate' in section 'Service', ignoring.",
                "/a.service: Failed to parse Restart= value, ignoring: maybe",
            ])
    }

    @Test(arguments: ["[Service]\nUser=a\n", "[Service]\nExecStart=/a\nExecStart=/b\n", ""])
    func `refuses a service without exactly one command`(text: String) {
        #expect(throws: MachineError.self) { try parse(text) }
    }

    @Test func `restart delays grow in steps up to the maximum`() throws {
        var unit = try parse("[Service]\nExecStart=/bin/true\nRestartSec=5\nRestartSteps=4\n").unit
        #expect(unit.delay(afterRestarts: 9) == .seconds(5))
        unit.restartMaxDelay = .seconds(80)
        let delays = (0...5).map { unit.delay(afterRestarts: $0) / .seconds(1) }
        #expect(delays.map { ($0 * 1000).rounded() / 1000 } == [5, 10, 20, 40, 80, 80])
    }

    @Test(arguments: [
        (ServiceUnit.Restart.no, [false, false, false, false]), (.always, [true, true, true, true]),
        (.onSuccess, [true, false, true, false]), (.onFailure, [false, true, false, true]),
        (.onAbnormal, [false, false, false, true]),
    ])
    func `restarts depending on the exit status`(restart: ServiceUnit.Restart, expected: [Bool])
        throws
    {
        var unit = try parse("[Service]\nExecStart=/bin/true\n").unit
        unit.restart = restart
        let ends = [0, 1 << 8, SIGTERM, SIGKILL].map { ExitStatus(waitStatus: $0) }
        #expect(ends.map(unit.shouldRestart(after:)) == expected)
    }
}
