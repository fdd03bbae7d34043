import Foundation
import TestSupport
import Testing

/// The product's own user-data on a machine: the set-up, its report, and what reboots and kills do to them.
@Suite struct ProductSetUpTests {
    private static let unavailable =
        "HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\nContent-Length: 0\r\n\r\n"
    private static let ended =
        "for f in set-up.done report.json; do sudo test -e /var/lib/rachel-cloud/$f; echo $?; done"

    private func answers(_ count: Int) -> [SocketServer.Part] {
        Array(repeating: { try $0.answer(ProductMachine.accepted) }, count: count)
    }

    /// Waits until the set-up is at work: in its first step, as long as there are no package lists yet.
    private func waitForSetUp(_ machine: TestMachine) throws {
        #expect(try machine.ssh(ProductMachine.waitForJournal("set-up: packages")).status == 0)
    }

    @Test func `reports the host key that sshd shows, once, after the set-up's end`() throws {
        try SocketServer.with(answers(2)) { server in
            let product = try ProductMachine(calling: server)
            #expect(try product.isAnswered())
            #expect(server.connectionCount == 1)
            let request = try #require(server.requests.first)
            #expect(
                request.hasPrefix("POST /api/provision/callback/user/\(ProductMachine.token) HTTP/1.1\r\n"))
            #expect(request.contains("\r\nContent-Type: application/json\r\n"))
            let report = try ProductMachine.Report(request)
            #expect(report.status == "succeeded")
            #expect(try report.hostKey == product.machine.shownHostKey())
            let run = try product.machine.ssh(
                """
                \(Self.ended)
                for unit in set-up report; do systemctl is-enabled rachel-cloud-$unit; done
                cloud-init status
                ~/.bun/bin/bun --version >/dev/null && gh --version >/dev/null && ~/.local/bin/claude --version
                ls -d ~/rachel8/node_modules ~/shared
                """)
            #expect(run.status == 0)
            #expect(run.output.hasPrefix("0\n0\ndisabled\ndisabled\nstatus: done\n"))
        }
    }

    @Test func `reports until it is answered`() throws {
        let script: [SocketServer.Part] = [
            { try $0.answer(Self.unavailable) }, { $0.reset() },
            { try $0.answer("HTTP/1.1 404 Not Found\r\nContent-Length: 12\r\n\r\n<html>nginx\n") },
        ]
        try SocketServer.with(script + answers(2)) { server in
            let product = try ProductMachine(calling: server)
            #expect(try product.isAnswered())
            #expect(server.connectionCount == 4)
            #expect(Set(server.requests).count == 1)
        }
    }

    @Test func `a failed set-up reports its step until it is answered, and is not begun again`() throws {
        try SocketServer.with([{ try $0.answer(Self.unavailable) }] + answers(2)) { server in
            let product = try ProductMachine(calling: server, options: ["--fault", "set-up-fails"])
            #expect(try product.isAnswered())
            for request in server.requests {
                let report = try ProductMachine.Report(request)
                #expect(report.status == "failed" && report.step == "bun")
            }
            try product.machine.reboot()
            #expect(try product.machine.setUpEnds())
            #expect(try product.machine.ssh(Self.ended).output == "1\n0\n")
            #expect(server.connectionCount == 2)
        }
    }

    @Test(arguments: ["reboot", "reboot --force --force"])
    func `a set-up that a reboot interrupted goes on`(command: String) throws {
        try SocketServer.with(answers(2)) { server in
            let product = try ProductMachine(calling: server, options: ["--setup-seconds", "4"])
            try waitForSetUp(product.machine)
            try product.machine.reboot(command)
            #expect(try product.machine.ssh(Self.ended).output == "1\n1\n")
            #expect(try product.isAnswered())
            #expect(server.connectionCount == 1)
            #expect(try ProductMachine.Report(try #require(server.requests.first)).status == "succeeded")
        }
    }

    @Test func `a report that was not answered goes on after a reboot, a set-up with a marker doesn't`()
        throws
    {
        try SocketServer.with(Array(repeating: { $0.reset() }, count: 100)) { server in
            let product = try ProductMachine(calling: server)
            #expect(eventually { server.connectionCount > 0 })
            try product.machine.reboot("reboot --force --force", after: "touch ~/rachel8/mine")
            let before = server.connectionCount
            #expect(eventually { server.connectionCount > before })
            #expect(
                try product.machine.ssh("ls ~/rachel8/mine; \(Self.ended)").output.hasSuffix("mine\n0\n0\n"))
        }
    }

    @Test func `a killed set-up goes on`() throws {
        try SocketServer.with(answers(2)) { server in
            let product = try ProductMachine(calling: server, options: ["--setup-seconds", "4"])
            try waitForSetUp(product.machine)
            _ = try product.machine.ssh(
                "sudo kill -KILL $(systemctl show -p MainPID --value rachel-cloud-set-up)")
            #expect(try product.isAnswered())
            #expect(server.connectionCount == 1)
            #expect(try ProductMachine.Report(try #require(server.requests.first)).status == "succeeded")
        }
    }

    @Test func `no process's arguments hold the callback address`() throws {
        let mayAnswer = DispatchSemaphore(value: 0)
        let part: SocketServer.Part = { connection in
            _ = try connection.readRequest()
            _ = mayAnswer.wait(timeout: .now() + 120)
            try connection.send(ProductMachine.accepted)
        }
        try SocketServer.with([part]) { server in
            let product = try ProductMachine(calling: server)
            #expect(eventually { server.requests.count == 1 })
            let pattern = "[\(ProductMachine.token.prefix(1))]\(ProductMachine.token.dropFirst())"
            let run = try product.machine.ssh(
                "ps -e -o args= | grep -c '[c]url --config'; ps -e -o args= | grep -c '\(pattern)'")
            #expect(run.output.hasSuffix("\n0\n") && !run.output.hasPrefix("0\n"), "\(run.output)")
            mayAnswer.signal()
            #expect(try product.isAnswered())
        }
    }
}
