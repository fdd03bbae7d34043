import DetachedProcess
import Foundation
import TestSupport
import Testing

@testable import SimulatedMachine

@Suite struct NamespaceDriverTests {
    @Test func `a machine refuses connections during its boot, then accepts its user by key`() throws {
        let machine = try TestMachine(SampleUserData.quick, options: ["--boot-seconds", "10"])
        #expect(try !machine.acceptsConnections)
        let run = try machine.ssh("id -un; id -u; pwd; hostname; cat /etc/hostname; echo $SHELL")
        #expect(run.output == "rachel\n1000\n/home/rachel\nrachel-cloud-7\nrachel-cloud-7\n/bin/bash\n")
    }

    @Test func `refuses other keys and other users`() throws {
        let machine = try TestMachine(SampleUserData.quick)
        #expect(try machine.ssh("true").status == 0)
        for user in ["rachel", "root", "nobody"] {
            let run = try machine.ssh("true", user: user, key: TestKey.stranger.get())
            #expect(run.status == 255)
            #expect(run.output.contains("Permission denied (publickey"))
        }
        #expect(try machine.ssh("true", user: "root").status == 255)
    }

    @Test func `starting a running machine changes nothing`() throws {
        let machine = try TestMachine(SampleUserData.quick)
        #expect(try machine.ssh("touch ~/still-there").status == 0)
        let before = try TestMachine.command(["list", "--state", machine.stateDirectory]).output
        #expect(try machine.start().status == 0)
        #expect(try machine.ssh("ls").output == "still-there\n")
        #expect(try TestMachine.command(["list", "--state", machine.stateDirectory]).output == before)
    }

    @Test func `stopping ends every process, frees the address and removes the directory`() throws {
        let machine = try TestMachine(SampleUserData.quick)
        #expect(try machine.ssh("setsid sleep 1000 >/dev/null 2>&1 & echo started").output == "started\n")
        #expect(try machine.processes().count > 3)
        #expect(try machine.stop().status == 0)
        #expect(try machine.processes().isEmpty)
        #expect(try !machine.acceptsConnections)
        #expect(try FileManager.default.contentsOfDirectory(atPath: machine.stateDirectory) == ["lock"])
        #expect(try machine.start().status == 0)
        #expect(try machine.ssh("ls").output == "")
    }

    @Test func `stopping an unknown machine succeeds`() throws {
        let machine = try TestMachine(SampleUserData.quick)
        #expect(try machine.stop().status == 0)
        #expect(try machine.stop().status == 0)
        let elsewhere = machine.state.path("never-used")
        #expect(try TestMachine.command(["stop", "--name", "nobody", "--state", elsewhere]).status == 0)
    }

    @Test func `all processes end when the outermost one is killed`() throws {
        let machine = try TestMachine(SampleUserData.quick)
        #expect(try machine.ssh("true").status == 0)
        let all = try machine.processes()
        let outermost = try #require(all.first)
        kill(outermost, SIGKILL)
        #expect(eventually { all.allSatisfy { ProcessIdentity(running: $0) == nil } })
        #expect(try !machine.acceptsConnections)
        #expect(try machine.start().status == 0)
        #expect(try machine.ssh("hostname").output == "rachel-cloud-7\n")
    }

    @Test func `stops all machines of a state directory`() throws {
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

    @Test func `leaves directories that are not machines' alone`() throws {
        let directory = try TemporaryDirectory()
        try FileManager.default.createDirectory(
            atPath: directory.path("work"), withIntermediateDirectories: true)
        try "precious".write(toFile: directory.path("work/file"), atomically: true, encoding: .utf8)
        let state = directory.url.path
        #expect(try TestMachine.command(["stop", "--all", "--state", state]).status == 0)
        #expect(try TestMachine.command(["stop", "--name", "work", "--state", state]).status == 0)
        #expect(try String(contentsOfFile: directory.path("work/file"), encoding: .utf8) == "precious")
    }

    @Test func `refuses an address in use and leaves nothing behind`() throws {
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
    func `a machine whose process was never recorded ends by itself`(file: String) throws {
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
    func `refuses invalid options and names them`(options: [String], message: String) throws {
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
