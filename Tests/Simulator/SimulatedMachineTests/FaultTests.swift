import Glibc
import SimulatorFaults
import TestSupport
import Testing

@testable import SimulatedMachine

@Suite struct FaultTests {
    private func withCallback<Result>(
        _ options: [String], parts: Int = 3, _ body: (ProductMachine, SocketServer) throws -> Result
    ) throws -> Result {
        let part: SocketServer.Part = { try $0.answer(ProductMachine.accepted) }
        return try SocketServer.with(Array(repeating: part, count: parts)) { server in
            try body(try ProductMachine(calling: server, options: options), server)
        }
    }

    @Test func `set-up fails at the step that needs bun's installer`() throws {
        try withCallback(["--fault", "set-up-fails"]) { product, server throws in
            #expect(eventually { server.requests.count == 1 })
            let report = try ProductMachine.Report(try #require(server.requests.first))
            #expect(report.status == "failed" && report.step == "bun")
            #expect(report.detail?.contains("curl: (7) Failed to connect to bun.sh") == true)
        }
    }

    @Test func `sshd never listens`() throws {
        try withCallback(["--fault", "ssh-refuses"]) { product, server throws in
            let machine = product.machine
            #expect(eventually { server.connectionCount == 1 })
            #expect(try !machine.acceptsConnections)
        }
    }

    @Test func `resets connections`() throws {
        try withCallback(["--fault", "ssh-resets"]) { product, server throws in
            let machine = product.machine
            #expect(eventually { server.connectionCount == 1 })
            #expect(try eventually { try machine.acceptsConnections })
            let output = try firstLine(of: machine)
            #expect(output.contains("reset by peer"), "\(output)")
            #expect(try machine.ssh("true").status == 255)
        }
    }

    @Test func `accepts connections and sends nothing`() throws {
        try withCallback(["--fault", "ssh-stalls"]) { product, server throws in
            let machine = product.machine
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

    @Test func `the callback finds no connection`() throws {
        try withCallback(["--fault", "no-callback"]) { product, server throws in
            #expect(try product.machine.ssh(ProductMachine.waitForJournal("answered with 000")).status == 0)
            #expect(server.connectionCount == 0)
        }
    }

    @Test func `the callback is sent twice`() throws {
        try withCallback(["--fault", "callback-twice"]) { product, server throws in
            #expect(eventually { server.requests.count == 2 })
            #expect(server.requests.first == server.requests.last)
            #expect(try product.isAnswered())
            #expect(server.connectionCount == 2)
        }
    }

    @Test func `the callback is sent late`() throws {
        let began = ContinuousClock.now
        try withCallback(["--fault", "callback-late", "--late-seconds", "2"]) { _, server throws in
            #expect(eventually { server.requests.count == 1 })
            #expect(ContinuousClock.now - began >= .seconds(2))
        }
    }

    @Test func `the callback announces a host key that sshd does not use`() throws {
        try withCallback(["--fault", "wrong-host-key"]) { product, server throws in
            #expect(eventually { server.requests.count == 1 })
            let announced = try ProductMachine.Report(try #require(server.requests.first)).hostKey
            #expect(announced?.hasPrefix("ssh-ed25519 ") == true)
            #expect(try product.machine.shownHostKey() != announced)
        }
    }

    @Test func `the bot exits at once`() throws {
        try withCallback(["--fault", "service-exits"]) { product, server throws in
            #expect(eventually { server.requests.count == 1 })
            let run = try product.machine.ssh("cd ~/rachel8 && ~/.bun/bin/bun run src/index.ts; echo $?")
            #expect(run.output == "Rachel can't start: it was told to fail\n1\n")
        }
    }

    @Test func `lists every fault with an explanation`() throws {
        let lines = try TestMachine.command(["faults"]).output.split(separator: "\n")
        #expect(
            lines.map { $0.prefix { $0 != " " } }.map(String.init) == MachineFault.allCases.map(\.rawValue))
    }
}
