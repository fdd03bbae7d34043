import Foundation
import TestSupport
import Testing

@testable import SimulatedMachine

@Suite struct PhoneHomeTests {
    static let accepted = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

    private func machine(_ server: SocketServer, options: [String] = []) throws -> TestMachine {
        var sample = SampleUserData.quick
        sample.callback = server.url + "/api/provision/callback/user/to_ken-1?x"
        return try TestMachine(sample, options: options)
    }

    /// The decoded fields of the form, in order.
    static func fields(_ request: String) throws -> [(String, String)] {
        let body = try #require(request.components(separatedBy: "\r\n\r\n").last)
        return try body.components(separatedBy: "&").map { pair in
            let parts = pair.components(separatedBy: "=")
            let value = try #require(
                parts.last?.replacingOccurrences(of: "+", with: " ").removingPercentEncoding)
            return (try #require(parts.first), value)
        }
    }

    /// Compares with the request of a real cloud-init 22.4.2 on Debian 12, with this machine's values.
    @Test func `the request equals cloud-init's, byte for byte`() throws {
        try SocketServer.with([{ try $0.answer(Self.accepted) }]) { server in
            let machine = try machine(server, options: ["--instance-id", "4711"])
            #expect(try machine.setUpEnds())
            let request = try #require(server.requests.first)
            let parts = request.components(separatedBy: "\r\n\r\n")
            #expect(parts.count == 2)
            #expect(
                parts.first == """
                    POST /api/provision/callback/user/to_ken-1?x HTTP/1.1\r
                    Host: 127.0.0.1:\(server.port)\r
                    User-Agent: Cloud-Init/22.4.2\r
                    Accept-Encoding: gzip, deflate\r
                    Accept: */*\r
                    Connection: keep-alive\r
                    Content-Length: \(parts[1].utf8.count)\r
                    Content-Type: application/x-www-form-urlencoded
                    """)
            let keys = try machine.ssh(
                "for t in rsa ecdsa ed25519; do cat /etc/ssh/ssh_host_${t}_key.pub; done"
            ).output
            let escaped = keys.split(separator: "\n").map { key in
                key.replacingOccurrences(of: "+", with: "%2B").replacingOccurrences(of: "/", with: "%2F")
                    .replacingOccurrences(of: "=", with: "%3D").replacingOccurrences(of: "@", with: "%40")
                    .replacingOccurrences(of: " ", with: "+") + "%0A"
            }
            let rest =
                "&pub_key_rsa=\(escaped[0])&pub_key_ecdsa=\(escaped[1])&pub_key_ed25519=\(escaped[2])"
                + "&instance_id=4711&hostname=rachel-cloud-7&fqdn=rachel-cloud-7"
            #expect(parts[1].hasPrefix("pub_key_dsa=") && parts[1].hasSuffix(rest))
        }
    }

    @Test func `sends the host key that sshd uses`() throws {
        try SocketServer.with([{ try $0.answer(Self.accepted) }]) { server in
            let machine = try machine(server)
            #expect(try machine.setUpEnds())
            let fields = try Self.fields(try #require(server.requests.first))
            let announced = fields.first { $0.0 == "pub_key_ed25519" }?.1.split(separator: " ").prefix(2)
            let scan = try ProgramRun(
                "/usr/bin/ssh-keyscan", "-t", "ed25519", "-p", String(machine.port), machine.address)
            #expect(scan.output.contains(try #require(announced).joined(separator: " ")))
        }
    }

    @Test func `sends only the requested fields, and N/A for a missing value`() throws {
        try SocketServer.with([{ try $0.answer(Self.accepted) }]) { server in
            var sample = SampleUserData.quick
            sample.more = [
                "phone_home": ["url": server.url + "/$INSTANCE_ID", "post": ["hostname", "pub_key_none"]]
            ]
            let machine = try TestMachine(sample, options: ["--instance-id", "4711"])
            #expect(try machine.setUpEnds())
            #expect(server.requests.first?.hasPrefix("POST /4711 HTTP/1.1\r\n") == true)
            #expect(
                server.requests.first?.hasSuffix("\r\n\r\nhostname=rachel-cloud-7&pub_key_none=N%2FA") == true
            )
        }
    }

    @Test func `is sent after a failed set-up too, before the status is final`() throws {
        let mayAnswer = DispatchSemaphore(value: 0)
        let part: SocketServer.Part = { connection in
            _ = try connection.readRequest()
            _ = mayAnswer.wait(timeout: .now() + 120)
            try connection.send(Self.accepted)
        }
        try SocketServer.with([part]) { server in
            var sample = SampleUserData.quick
            sample.callback = server.url
            sample.commands = ["false"]
            let machine = try TestMachine(sample)
            #expect(eventually { server.requests.count == 1 })
            #expect(try machine.ssh("test -e /run/cloud-init/result.json").status == 1)
            mayAnswer.signal()
            #expect(try machine.setUpEnds())
            #expect(try machine.ssh("cloud-init status").output == "status: error\n")
        }
    }

    @Test func `tries again after failures; a status below 400 is success`() throws {
        let script: [SocketServer.Part] = [
            { try $0.answer("HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n") }, { $0.reset() },
            { try $0.answer("HTTP/1.1 304 Not Modified\r\n\r\n") }, { try $0.answer(Self.accepted) },
        ]
        try SocketServer.with(script) { server in
            var sample = SampleUserData.quick
            sample.callback = server.url
            sample.tries = "5"
            let machine = try TestMachine(sample)
            #expect(try machine.setUpEnds())
            #expect(server.connectionCount == 3)
            #expect(server.requests.first == server.requests.last)
        }
    }

    @Test func `a request that never succeeds is no error of cloud-init`() throws {
        var sample = SampleUserData.quick
        sample.callback = "http://127.0.0.1:1/"
        let machine = try TestMachine(sample)
        #expect(try machine.setUpEnds())
        #expect(try machine.ssh("cloud-init status").output == "status: done\n")
        let log = try machine.ssh("sudo grep -c 'phone home, try . of 2' /var/log/cloud-init.log").output
        #expect(log == "2\n")
    }

    @Test(arguments: [(302, "GET"), (307, "POST")])
    func `follows redirections`(status: Int, method: String) throws {
        let redirect = "HTTP/1.1 \(status) Moved\r\nLocation: /there\r\nContent-Length: 0\r\n\r\n"
        try SocketServer.with([{ try $0.answer(redirect) }, { try $0.answer(Self.accepted) }]) { server in
            let machine = try machine(server)
            #expect(try machine.setUpEnds())
            #expect(server.requests.last?.hasPrefix("\(method) /there HTTP/1.1\r\n") == true)
            #expect(server.requests.last?.contains("Content-Type") == (method == "POST"))
        }
    }
}
