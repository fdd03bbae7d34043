import TestSupport
import Testing

@testable import SimulatedMachine

@Suite(.quickMachine) struct ServiceTests {
    /// Installs a unit with a random name and runs a script, in which UNIT is the name. `show` prints one
    /// of its properties, `wait_for` waits until one has a value.
    private func run(_ unit: String, _ script: String) throws -> String {
        let name = "test-\(Int.random(in: 0..<1_000_000))"
        let whole = """
            sudo tee /etc/systemd/system/UNIT.service >/dev/null <<'END'
            \(unit)
            END
            sudo systemctl daemon-reload
            show() { systemctl show -p "$1" --value UNIT; }
            wait_for() { for i in {1..500}; do [ "$(show "$1")" = "$2" ] && return; sleep 0.02; done; echo "no $1=$2"; }
            \(script)
            """
        let output = try SharedMachine.machine.ssh(whole.replacing("UNIT", with: name)).output
        return output.replacing(name, with: "UNIT")
    }

    @Test func `runs as its user with its directory and environment, and its output is in the journal`()
        throws
    {
        let output = try run(
            """
            [Service]
            User=rachel
            WorkingDirectory=/home/rachel
            Environment="GREETING=good morning"
            EnvironmentFile=/home/rachel/settings
            NoNewPrivileges=yes
            SyslogIdentifier=greeter
            ExecStart=/bin/bash -c 'echo "$GREETING $NAME from $(id -un) in $PWD $HOME"; sudo -n id -u; exec sleep 1000'
            """,
            """
            echo 'NAME="dear reader"' >~/settings
            sudo systemctl start UNIT
            systemctl is-active UNIT
            for i in {1..500}; do sudo journalctl -u UNIT | grep -q privileges && break; sleep 0.02; done
            sudo journalctl -u UNIT -o cat --no-pager | grep good
            sudo journalctl -u UNIT | grep -c 'rachel-cloud-7 greeter\\['$(show MainPID)']: good morning'
            sudo journalctl -u UNIT | grep -c 'no new privileges'
            """)
        #expect(
            output == """
                active
                good morning dear reader from rachel in /home/rachel /home/rachel
                1
                1

                """)
    }

    @Test func `restarts and counts a killed service, but not a stopped one`() throws {
        let output = try run(
            "[Service]\nExecStart=/bin/bash -c 'sleep 4321 & wait'\nRestart=always\nRestartSec=200ms\n",
            """
            sudo systemctl start UNIT
            first=$(show MainPID)
            sudo kill -9 $first
            wait_for NRestarts 1
            wait_for SubState running
            [ $(show MainPID) != $first ] && echo another
            sudo systemctl stop UNIT
            systemctl show -p ActiveState,SubState,MainPID,Result UNIT
            pgrep -xcf 'sleep 4321'
            systemctl is-active UNIT || echo $?
            """)
        #expect(
            output
                == "another\nActiveState=inactive\nSubState=dead\nMainPID=0\nResult=success\n0\ninactive\n3\n"
        )
    }

    @Test func `kills a service that ignores SIGTERM after TimeoutStopSec`() throws {
        let output = try run(
            "[Service]\nExecStart=/bin/bash -c 'trap \"\" TERM; echo deaf; while :; do sleep 0.1; done'\nTimeoutStopSec=1\n",
            """
            sudo systemctl start UNIT
            for i in {1..500}; do sudo journalctl -u UNIT -o cat | grep -q ^deaf && break; sleep 0.02; done
            sudo systemctl stop UNIT &
            wait_for ActiveState deactivating
            wait
            systemctl show -p ActiveState,MainPID,Result UNIT
            """)
        #expect(output == "ActiveState=failed\nMainPID=0\nResult=signal\n")
    }

    @Test func `a service that keeps failing reaches its start limit`() throws {
        let output = try run(
            "[Unit]\nStartLimitBurst=3\n[Service]\nExecStart=/bin/false\nRestart=on-failure\nRestartSec=10ms\n",
            """
            sudo systemctl start UNIT; echo $?
            wait_for Result start-limit-hit
            systemctl show -p ActiveState,NRestarts,ExecMainStatus UNIT
            sudo systemctl start UNIT; echo $?
            sudo systemctl reset-failed UNIT
            systemctl is-failed UNIT
            """)
        #expect(output.hasPrefix("0\nActiveState=failed\nNRestarts=3\nExecMainStatus=1\n"))
        #expect(output.contains("attempted too often"))
        #expect(output.hasSuffix("1\ninactive\n"))
    }

    @Test func `an unmet condition skips the start without a failure`() throws {
        let output = try run(
            "[Unit]\nConditionPathExists=/etc/UNIT-ready\n[Service]\nExecStart=/bin/sleep 1000\n",
            """
            sudo systemctl start UNIT; echo $?
            systemctl is-active UNIT
            show ConditionResult
            sudo touch /etc/UNIT-ready
            sudo systemctl restart UNIT; echo $?
            systemctl is-active UNIT
            """)
        #expect(output == "0\ninactive\nno\n0\nactive\n")
    }

    @Test(arguments: [
        ("ExecStart=/no/such/program", "203"),
        ("ExecStart=/bin/true\nWorkingDirectory=/no/such/directory", "200"),
        ("ExecStart=/bin/true\nUser=nosuch", "217"), ("ExecStart=/bin/bash -c 'exit 7'", "7"),
    ])
    func `the status shows why a service could not run`(settings: String, status: String) throws {
        let output = try run(
            "[Service]\n\(settings)\n",
            "sudo systemctl start UNIT; wait_for ActiveState failed; systemctl show -p Result,ExecMainStatus UNIT"
        )
        #expect(output == "Result=exit-code\nExecMainStatus=\(status)\n")
    }

    // On a machine of its own, because the other tests run daemon-reload.
    @Test(.quickMachine) func `enables units by links, and loads changes at daemon-reload`() throws {
        let output = try run(
            "[Service]\nExecStart=/bin/sleep 1000\n[Install]\nWantedBy=UNIT.target\n",
            """
            systemctl is-enabled UNIT; echo $?
            sudo systemctl enable --now UNIT
            systemctl is-enabled UNIT; systemctl is-active UNIT
            ls /etc/systemd/system/UNIT.target.wants
            sudo sed -i s/1000/2000/ /etc/systemd/system/UNIT.service
            sudo systemctl restart UNIT 2>&1 | grep -c daemon-reload
            ps -o args= $(show MainPID)
            sudo systemctl daemon-reload; sudo systemctl restart UNIT
            ps -o args= $(show MainPID)
            sudo systemctl disable UNIT 2>/dev/null; systemctl is-enabled UNIT
            """)
        #expect(
            output == """
                disabled
                1
                Created symlink /etc/systemd/system/UNIT.target.wants/UNIT.service → /etc/systemd/system/UNIT.service.
                enabled
                active
                UNIT.service
                1
                /bin/sleep 1000
                /bin/sleep 2000
                disabled

                """)
    }

    @Test func `refuses changes by other users than root, and unknown units`() throws {
        let run = try SharedMachine.machine.ssh(
            """
            systemctl start nosuch; echo $?
            sudo systemctl start nosuch; echo $?
            systemctl status nosuch; echo $?
            systemctl show -p LoadState nosuch
            journalctl -u nosuch; echo $?
            """)
        #expect(
            run.output == """
                Failed to start nosuch.service: Interactive authentication required.
                1
                Failed to start nosuch.service: Unit nosuch.service not found.
                5
                Unit nosuch.service could not be found.
                4
                LoadState=not-found
                No journal files were opened due to insufficient permissions.
                1

                """)
    }

    @Test func `prints the last lines of the journal`() throws {
        let output = try run(
            """
            [Service]
            Type=oneshot
            ExecStart=/bin/bash -c 'seq 1 100; until [ -e /run/UNIT-read ]; do sleep 0.02; done'

            """,
            """
            sudo systemctl start UNIT &
            for i in {1..500}; do sudo journalctl -u UNIT -o cat | grep -q ^100 && break; sleep 0.02; done
            sudo tee /run/UNIT-read </dev/null
            wait
            sudo journalctl -u UNIT -n 2 -o cat
            """)
        #expect(output == "100\nUNIT.service: Deactivated successfully.\n")
    }

    @Test func `--no-block waits neither for a oneshot service nor for its result`() throws {
        let output = try run(
            "[Service]\nType=oneshot\nExecStart=/bin/bash -c 'until test -e /run/UNIT-end; do sleep 0.02; done; exit 7'\n",
            """
            sudo systemctl start --no-block UNIT; echo $?
            wait_for ActiveState activating
            sudo touch /run/UNIT-end
            wait_for ActiveState failed
            sudo systemctl start UNIT; echo $?
            sudo systemctl start --no-block nosuch; echo $?
            """)
        #expect(
            output == """
                0
                Job for UNIT.service failed because the control process exited with error code.
                1
                Failed to start nosuch.service: Unit nosuch.service not found.
                5

                """)
    }

    @Test func `a oneshot service can be stopped while it starts`() throws {
        let output = try run(
            "[Service]\nType=oneshot\nRestart=on-abnormal\nExecStart=/bin/sleep 1000\n",
            """
            sudo systemctl start --no-block UNIT
            wait_for SubState start
            sudo systemctl stop UNIT
            systemctl show -p ActiveState,MainPID,NRestarts UNIT
            """)
        #expect(output == "ActiveState=failed\nMainPID=0\nNRestarts=0\n")
    }

    @Test(arguments: ["reboot", "reboot --force --force"])
    func `a reboot keeps the disk and the journal, and starts what is enabled`(command: String) throws {
        let machine = try TestMachine(SampleUserData.quick)
        try machine.reboot(
            command,
            after: """
                sudo tee /etc/systemd/system/greeter.service >/dev/null <<'END'
                [Service]
                ExecStart=/bin/bash -c 'trap "echo bye; exit" TERM; echo hello; while :; do sleep 0.02; done'
                [Install]
                WantedBy=multi-user.target
                END
                sudo systemctl enable --now greeter 2>/dev/null
                for i in {1..500}; do sudo journalctl -u greeter -o cat | grep -q hello && break; sleep 0.02; done
                touch ~/kept; sudo touch /run/lost
                """)
        let output = try machine.ssh(
            """
            for i in {1..500}; do
                [ $(sudo journalctl -u greeter -o cat | grep -c hello) = 2 ] && break; sleep 0.02
            done
            ls ~/kept /run/lost; sudo journalctl -u greeter -o cat | grep -E 'hello|bye'; systemctl is-active greeter
            """
        ).output
        let isOrderly = command == "reboot"
        #expect(output.contains("/home/rachel/kept\n") && output.contains("No such file"))
        #expect(output.hasSuffix("hello\n\(isOrderly ? "bye\n" : "")hello\nactive\n"), "\(output)")
    }
}
