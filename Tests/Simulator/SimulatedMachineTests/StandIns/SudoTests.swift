import TestSupport
import Testing

@testable import SimulatedMachine

@Suite(.quickMachine) struct SudoTests {
    @Test func `runs any command as any user, with a clean environment and the command's exit status`() throws
    {
        let run = try SharedMachine.machine.ssh(
            """
            SECRET=x sudo -n env | sort | grep -v 'TERM\\|LANG\\|SHELL\\|MAIL'
            sudo -u nobody -H -- id -un
            sudo A=b bash -c 'echo $A $SECRET; exit 7'; echo $?
            echo hello | sudo tee /etc/greeting
            SECRET=kept sudo -E bash -c 'echo $SECRET'
            sudo -i pwd
            { sudo bash -c 'kill -TERM $$'; echo $?; } 2>/dev/null
            """)
        #expect(
            run.output == """
                HOME=/root
                LOGNAME=root
                PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
                SUDO_COMMAND=env
                SUDO_GID=1000
                SUDO_UID=1000
                SUDO_USER=rachel
                USER=root
                nobody
                b
                7
                hello
                kept
                /root
                143

                """)
    }

    @Test func `prints sudo's error messages`() throws {
        let run = try SharedMachine.machine.ssh(
            "sudo nosuch; echo $?; sudo -u nosuch id; sudo --frobnicate; sudo -u nobody sudo -n id")
        #expect(
            run.output == """
                sudo: nosuch: command not found
                1
                sudo: unknown user nosuch
                sudo: invalid option -- '-frobnicate'
                sudo: nobody is not in the sudoers file.

                """)
    }

    @Test func `refuses a user without a rule`() throws {
        var sample = SampleUserData.quick
        sample.more = [
            "users": [
                [
                    "name": "rachel", "shell": "/bin/bash",
                    "ssh_authorized_keys": [try TestKey.customer.get().publicLine],
                ]
                    as [String: Any]
            ]
        ]
        let run = try TestMachine(sample).ssh("sudo -n id")
        #expect(run.status == 1)
        #expect(run.output == "sudo: rachel is not in the sudoers file.\n")
    }
}
