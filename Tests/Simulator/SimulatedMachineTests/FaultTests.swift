import Glibc
import SimulatorFaults
import TestSupport
import Testing

@testable import SimulatedMachine

@Suite struct FaultTests {
    private func withCallback<Result>(
        _ options: [String], sample: SampleUserData = .quick, parts: Int = 2,
        _ body: (TestMachine, SocketServer) throws -> Result
    ) throws -> Result {
        let part: SocketServer.Part = { try $0.answer(PhoneHomeTests.accepted) }
        return try SocketServer.with(Array(repeating: part, count: parts)) { server in
            var sample = sample
            sample.callback = server.url
            return try body(try TestMachine(sample, options: options), server)
        }
    }

    @Test func `set-up fails at the step that needs bun's installer, and phone_home is still sent`() throws {
        try withCallback(["--fault", "set-up-fails"], sample: SampleUserData()) { machine, server throws in
            #expect(try machine.setUpEnds())
            #expect(server.connectionCount == 1)
            #expect(try machine.ssh("cloud-init status >/dev/null").status == 1)
            #expect(try machine.ssh("test -e /var/lib/set-up-is-over").status == 1)
            let log = try machine.ssh("sudo cat /var/log/cloud-init-output.log").output
            #expect(log.contains("curl: (7) Failed to connect to bun.sh"))
        }
    }

    @Test func `sshd never listens`() throws {
        try withCallback(["--fault", "ssh-refuses"]) { machine, server throws in
            #expect(eventually { server.connectionCount == 1 })
            #expect(try !machine.acceptsConnections)
        }
    }

    @Test func `resets connections`() throws {
        try withCallback(["--fault", "ssh-resets"]) { machine, server throws in
            #expect(eventually { server.connectionCount == 1 })
            #expect(try eventually { try machine.acceptsConnections })
            let output = try firstLine(of: machine)
            #expect(output.contains("reset by peer"), "\(output)")
            #expect(try machine.ssh("true").status == 255)
        }
    }

    @Test func `accepts connections and sends nothing`() throws {
        try withCallback(["--fault", "ssh-stalls"]) { machine, server throws in
            #expect(eventually { server.connectionCount == 1 })
            #expect(try eventually { try machine.acceptsConnections })
            #expect(try firstLine(of: machine, within: 1) == "142 \n")
        }
    }

    /// The first line that the SSH port sends, after the exit status with which bash's `read` read it: 142 after a
    /// timeout.
    private func firstLine(of machine: TestMachine, within seconds: Int = 30) throws -> String {
        try ProgramRun(
            "/bin/bash", "-c",
            """
            exec 3<>/dev/tcp/\(machine.address)/\(machine.port) 2>&1
            read -t \(seconds) -u 3 banner 2>&1; echo $? "$banner"
            """
        ).output
    }

    @Test func `phone_home is not sent`() throws {
        try withCallback(["--fault", "no-callback"]) { machine, server throws in
            #expect(try machine.setUpEnds())
            #expect(server.connectionCount == 0)
            #expect(try machine.ssh("cloud-init status").output == "status: done\n")
        }
    }

    @Test func `phone_home is sent twice`() throws {
        try withCallback(["--fault", "callback-twice"]) { machine, server throws in
            #expect(try machine.setUpEnds())
            #expect(server.connectionCount == 2)
            #expect(server.requests.first == server.requests.last)
        }
    }

    @Test func `phone_home is sent late`() throws {
        let began = ContinuousClock.now
        try withCallback(["--fault", "callback-late", "--late-seconds", "2"]) { machine, server throws in
            #expect(try machine.ssh("true").status == 0)
            #expect(eventually { server.connectionCount == 1 })
            #expect(ContinuousClock.now - began >= .seconds(2))
        }
    }

    @Test func `phone_home sends a host key that sshd does not use`() throws {
        try withCallback(["--fault", "wrong-host-key"]) { machine, server throws in
            #expect(try machine.setUpEnds())
            let fields = try PhoneHomeTests.fields(try #require(server.requests.first))
            let announced = try #require(fields.first { $0.0 == "pub_key_ed25519" }?.1)
            #expect(announced.hasPrefix("ssh-ed25519 "))
            #expect(try machine.ssh("cat /etc/ssh/ssh_host_ed25519_key.pub").output != announced)
        }
    }

    @Test func `the bot exits at once`() throws {
        try withCallback(["--fault", "service-exits"], sample: SampleUserData()) { machine, _ throws in
            #expect(try machine.setUpEnds())
            let run = try machine.ssh("cd ~/rachel8 && ~/.bun/bin/bun run src/index.ts; echo $?")
            #expect(run.output == "Rachel can't start: it was told to fail\n1\n")
        }
    }

    @Test func `lists every fault with an explanation`() throws {
        let lines = try TestMachine.command(["faults"]).output.split(separator: "\n")
        #expect(
            lines.map { $0.prefix { $0 != " " } }.map(String.init) == MachineFault.allCases.map(\.rawValue))
    }
}
