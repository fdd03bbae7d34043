import DetachedProcess
import Foundation
import TestSupport
import Testing

@testable import SimulatedMachine

@Suite struct NamespaceDriverTests {
    @Test func `a machine refuses connections while it boots, then lets its user in by key`() throws {
        let machine = try TestMachine(SampleUserData.quick, options: ["--boot-seconds", "10"])
        #expect(try !machine.answers)
        let run = try machine.ssh("id -un; id -u; pwd; hostname; cat /etc/hostname; echo $SHELL")
        #expect(run.output == "rachel\n1000\n/home/rachel\nrachel-cloud-7\nrachel-cloud-7\n/bin/bash\n")
    }

    @Test func `nobody gets in without the key`() throws {
        let machine = try TestMachine(SampleUserData.quick)
        #expect(try machine.ssh("true").status == 0)
        for user in ["rachel", "root", "nobody"] {
            let run = try machine.ssh("true", user: user, key: TestKey.stranger.get())
            #expect(run.status == 255)
            #expect(run.output.contains("Permission denied (publickey"))
        }
        #expect(try machine.ssh("true", user: "root").status == 255)
    }

    @Test func `starting a running machine again changes nothing`() throws {
        let machine = try TestMachine(SampleUserData.quick)
        #expect(try machine.ssh("touch ~/still-there").status == 0)
        let before = try TestMachine.command(["list", "--state", machine.stateDirectory]).output
        #expect(try machine.start().status == 0)
        #expect(try machine.ssh("ls").output == "still-there\n")
        #expect(try TestMachine.command(["list", "--state", machine.stateDirectory]).output == before)
    }

    @Test func `stopping ends every process, frees the address and forgets the machine`() throws {
        let machine = try TestMachine(SampleUserData.quick)
        #expect(try machine.ssh("setsid sleep 1000 >/dev/null 2>&1 & echo started").output == "started\n")
        #expect(try machine.processes().count > 3)
        #expect(try machine.stop().status == 0)
        #expect(try machine.processes().isEmpty)
        #expect(try !machine.answers)
        #expect(try FileManager.default.contentsOfDirectory(atPath: machine.stateDirectory) == ["lock"])
        #expect(try machine.start().status == 0)
        #expect(try machine.ssh("ls").output == "")
    }

    @Test func `stopping a machine that is not there is success`() throws {
        let machine = try TestMachine(SampleUserData.quick)
        #expect(try machine.stop().status == 0)
        #expect(try machine.stop().status == 0)
        let elsewhere = machine.state.path("never-used")
        #expect(try TestMachine.command(["stop", "--name", "nobody", "--state", elsewhere]).status == 0)
    }

    @Test func `killing the outermost process leaves nothing`() throws {
        let machine = try TestMachine(SampleUserData.quick)
        #expect(try machine.ssh("true").status == 0)
        let all = try machine.processes()
        let outermost = try #require(all.first)
        kill(outermost, SIGKILL)
        #expect(eventually { all.allSatisfy { ProcessIdentity(running: $0) == nil } })
        #expect(try !machine.answers)
        #expect(try machine.start().status == 0)
        #expect(try machine.ssh("hostname").output == "rachel-cloud-7\n")
    }

    @Test func `everything a state directory remembers can be ended at once`() throws {
        let first = try TestMachine(SampleUserData.quick)
        let second = TestMachine.freeAddress()
        let start = try TestMachine.command([
            "start", "--name", "other", "--address", second, "--ssh-port", "2222", "--user-data",
            first.state.path("user-data"), "--state", first.stateDirectory,
        ])
        #expect(start.status == 0)
        let list = try TestMachine.command(["list", "--state", first.stateDirectory]).output.split(
            separator: "\n")
        #expect(list.count == 2)
        #expect(list.first?.hasPrefix("other\t\(second):2222\tprocess ") == true)
        #expect(try TestMachine.command(["stop", "--all", "--state", first.stateDirectory]).status == 0)
        #expect(try first.processes().isEmpty)
        #expect(try TestMachine.command(["list", "--state", first.stateDirectory]).output == "")
    }

    @Test func `directories that are no machines are never touched`() throws {
        let directory = try TemporaryDirectory()
        try FileManager.default.createDirectory(
            atPath: directory.path("work"), withIntermediateDirectories: true)
        try "precious".write(toFile: directory.path("work/file"), atomically: true, encoding: .utf8)
        let state = directory.url.path
        #expect(try TestMachine.command(["stop", "--all", "--state", state]).status == 0)
        #expect(try TestMachine.command(["stop", "--name", "work", "--state", state]).status == 0)
        #expect(try String(contentsOfFile: directory.path("work/file"), encoding: .utf8) == "precious")
    }

    @Test func `a taken address is refused and nothing is left of the attempt`() throws {
        let machine = try TestMachine(SampleUserData.quick)
        #expect(try machine.ssh("true").status == 0)
        for state in [machine.stateDirectory, machine.state.path("elsewhere")] {
            let run = try TestMachine.command([
                "start", "--name", "other", "--address", machine.address, "--ssh-port", "2222", "--user-data",
                machine.state.path("user-data"), "--state", state,
            ])
            #expect(run.status != 0)
            #expect(run.output.contains(machine.address))
            #expect(try TestMachine.command(["list", "--state", state]).output.contains("other") == false)
        }
    }

    @Test(arguments: ["machine.json", "forgotten"])
    func `a machine that its starter never recorded ends by itself`(file: String) throws {
        let directory = try TemporaryDirectory()
        let standIns = directory.path("stand-ins")
        try StandIns.install(into: standIns)
        try "{}".write(toFile: directory.path(file), atomically: true, encoding: .utf8)
        let script = standIns + "/set-up-root.sh"
        let run = try ProgramRun("/bin/bash", script, directory.url.path, "token", "name", "/bin/true")
        #expect(run.status == 1)
        #expect(run.output == "never released\n")
    }

    @Test(arguments: [
        (["--name", "../up"], "expected a host name"), (["--name", ""], "expected a host name"),
        (["--address", "10.0.0.1"], "expected a loopback address"),
        (["--address", "127.0.0.256"], "expected a loopback address"),
        (["--user-data", "/nonexistent"], "/nonexistent: No such file or directory"),
        (["--boot-seconds=-1"], "expected 0 to 86400"), (["--fault", "gremlins"], "gremlins"),
        (["--ssh-port", "70000"], "70000"),
    ])
    func `what can't be started is refused by name`(options: [String], message: String) throws {
        let directory = try TemporaryDirectory()
        try "".write(toFile: directory.path("user-data"), atomically: true, encoding: .utf8)
        let run = try TestMachine.command(
            [
                "start", "--name", "a", "--address", "127.77.0.1", "--ssh-port", "2222", "--user-data",
                directory.path("user-data"), "--state", directory.path("state"),
            ] + options)
        #expect(run.status != 0)
        #expect(run.output.contains(message))
    }
}
