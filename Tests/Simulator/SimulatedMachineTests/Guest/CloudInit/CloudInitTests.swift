import Foundation
import TestSupport
import Testing

@testable import SimulatedMachine

@Suite struct CloudInitTests {
    /// Waits for the end of set-up and returns the exit status, status and errors of `cloud-init status`.
    private func finalStatus(_ machine: TestMachine) throws -> (
        exit: Int32, status: String?, errors: [String]?
    ) {
        #expect(try machine.setUpEnds())
        let run = try machine.ssh("cloud-init status --format=json --wait")
        let report = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
        return (run.status, report?["status"] as? String, report?["errors"] as? [String])
    }

    @Test func `the whole set-up of a product server succeeds`() throws {
        let machine = try TestMachine(SampleUserData())
        let (exit, status, errors) = try finalStatus(machine)
        #expect(exit == 0 && status == "done" && errors == [])
        let run = try machine.ssh(
            """
            set -eu
            test -e /var/lib/set-up-is-over
            ~/.bun/bin/bun --version
            gh --version
            ~/.local/bin/claude --version
            git -C ~/rachel8 log --format=%s
            ls -d ~/rachel8/node_modules ~/shared
            stat -c %U ~/rachel8/package.json
            bash -lc 'type -P bun claude'
            """)
        #expect(run.status == 0)
        #expect(run.output.split(separator: "\n").count == 9)
        #expect(run.output.hasSuffix("rachel\n/home/rachel/.bun/bin/bun\n/home/rachel/.local/bin/claude\n"))
        #expect(
            try machine.ssh("cat /run/cloud-init/result.json | tr -d ' \\n'").output.contains("\"errors\":[]")
        )
    }

    @Test func `the user has a home, keys and sudo during set-up, and the status is running`() throws {
        var sample = SampleUserData.quick
        sample.commands = ["until test -e /run/may-end; do sleep 0.02; done"]
        let machine = try TestMachine(sample)
        let run = try machine.ssh(
            "sudo -n id -u; stat -c '%U %a' ~/.ssh ~/.ssh/authorized_keys; cloud-init status; echo $?; cat /run/cloud-init/result.json; sudo touch /run/may-end"
        )
        #expect(run.output.hasPrefix("0\nrachel 700\nrachel 600\nstatus: running\n0\n"))
        #expect(run.output.contains("No such file"))
    }

    @Test(
        arguments: [
            ("a failure in the middle does not count", ["false", "true"], true),
            ("the last command's failure counts", ["true", "false"], false),
            ("set -e stops at the first failure", ["set -e", "false", "true"], false),
        ] as [(Comment, [String], Bool)])
    func `the exit status of the last command decides`(what: Comment, commands: [String], isFine: Bool) throws
    {
        var sample = SampleUserData.quick
        sample.commands = commands
        let (exit, status, errors) = try finalStatus(try TestMachine(sample))
        #expect(exit == (isFine ? 0 : 1), what)
        #expect(status == (isFine ? "done" : "error"), what)
        let failure =
            "('scripts-user', RuntimeError(\"Runparts: 1 failures (runcmd) in 1 attempted commands\"))"
        #expect(errors == (isFine ? [] : [failure]), what)
    }

    @Test func `a command that is neither string nor array prevents all commands`() throws {
        var sample = SampleUserData.quick
        sample.commands = ["touch /var/lib/ran", 7]
        let machine = try TestMachine(sample)
        let (exit, status, _) = try finalStatus(machine)
        #expect(exit == 1 && status == "error")
        #expect(try machine.ssh("test -e /var/lib/ran").status == 1)
    }

    @Test func `an unknown package is an error, and the commands still run`() throws {
        var sample = SampleUserData.quick
        sample.packages = ["git", "no-such-package"]
        let machine = try TestMachine(sample)
        let (exit, status, errors) = try finalStatus(machine)
        #expect(exit == 1 && status == "error")
        #expect(errors?.first?.contains("Exit code: 100") == true)
        #expect(try machine.ssh("test -e /var/lib/set-up-is-over && ! command -v git").status == 0)
        #expect(try machine.ssh("cat /var/log/cloud-init-output.log").status != 0)
        let log = try machine.ssh("sudo cat /var/log/cloud-init-output.log").output
        #expect(log.contains("E: Unable to locate package no-such-package"))
    }

    @Test func `runs commands as root in the root directory without HOME`() throws {
        var sample = SampleUserData.quick
        sample.setUp =
            "{ id -un; pwd; echo \"${HOME-none}\"; } >/tmp/seen; curl -fsSL https://bun.sh/install | bash"
        sample.packages = ["curl", "unzip"]
        let machine = try TestMachine(sample)
        #expect(try finalStatus(machine).exit == 1)
        #expect(try machine.ssh("cat /tmp/seen").output == "root\n/\nnone\n")
        let log = try machine.ssh("sudo cat /var/log/cloud-init-output.log").output
        #expect(log.contains("HOME: unbound variable"))
    }

    @Test func `ignores a document that is not a cloud-config`() throws {
        let machine = try TestMachine(userData: "{\"#cloud-config\": true, \"users\": [\"rachel\"]}")
        let console = machine.stateDirectory + "/\(machine.name)/console.log"
        #expect(
            try eventually {
                try String(contentsOfFile: console, encoding: .utf8).contains("cloud-init: finished")
            })
        #expect(try machine.ssh("true").output.contains("Permission denied"))
    }

    @Test func `writes files with content, mode and owner`() throws {
        var sample = SampleUserData.quick
        sample.more = [
            "write_files": [
                ["path": "/etc/plain", "content": "text\n"],
                ["path": "/opt/a/b", "content": "aGVsbG8K", "encoding": "b64", "permissions": "0750"],
                [
                    "path": "/home/rachel/late", "content": "x", "defer": true, "owner": "rachel:rachel",
                    "permissions": "0600",
                ],
                ["path": "/etc/plain", "content": "more\n", "append": true],
            ] as [[String: Any]]
        ]
        let machine = try TestMachine(sample)
        #expect(try finalStatus(machine).exit == 0)
        let run = try machine.ssh(
            "cat /etc/plain; sudo cat /opt/a/b; stat -c '%a %U' /etc/plain /opt/a/b ~/late")
        #expect(run.output == "text\nmore\nhello\n644 root\n750 root\n600 rachel\n")
    }

    @Test func `a file of a user who does not exist yet is an error`() throws {
        var sample = SampleUserData.quick
        sample.more = ["write_files": [["path": "/etc/early", "content": "x", "owner": "rachel:rachel"]]]
        let (exit, _, errors) = try finalStatus(try TestMachine(sample))
        #expect(exit == 1)
        #expect(errors?.first?.contains("Unknown user or group") == true)
    }

    @Test func `package lists take at least the configured time`() throws {
        var sample = SampleUserData.quick
        sample.packages = ["git"]
        let machine = try TestMachine(sample, options: ["--setup-seconds", "10"])
        #expect(try machine.ssh("test -e /run/cloud-init/result.json").status == 1)
        #expect(try finalStatus(machine).exit == 0)
    }

    @Test func `does nothing twice after a reboot, not even what the reboot has interrupted`() throws {
        var sample = SampleUserData.quick
        sample.commands = ["echo ran >>/var/lib/runs; until test -e /run/may-end; do sleep 0.02; done"]
        sample.more = ["write_files": [["path": "/etc/plain", "content": "text\n"]]]
        let machine = try TestMachine(sample)
        #expect(try machine.ssh("until test -e /var/lib/runs; do sleep 0.02; done").status == 0)
        try machine.reboot("reboot --force --force", after: "echo changed | sudo tee /etc/plain")
        #expect(try finalStatus(machine).exit == 0)
        let run = try machine.ssh("cat /var/lib/runs /etc/plain; sudo cat /etc/sudoers.d/*")
        #expect(run.output == "ran\nchanged\n# User rules for rachel\nrachel ALL=(ALL) NOPASSWD:ALL\n\n")
    }
}
