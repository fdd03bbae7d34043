import Crypto
import Foundation
import Glibc
import SSH
import TestSupport
import Testing

@Suite struct SSHSessionTests {
    static func host(port: Int, address: String = "127.0.0.1") throws -> RemoteHost {
        RemoteHost(
            address: address, port: UInt16(port), user: "rachel",
            hostKey: try PrivateKey.generate(.ed25519).publicKey)
    }

    /// The error of a connection to a server that must not let us in.
    static func failure(
        _ host: RemoteHost, key: PrivateKey? = nil, within limit: Duration = .seconds(60)
    ) throws -> SSHError {
        let key = try key ?? PrivateKey.generate(.ed25519)
        return try #require(
            throws: SSHError.self
        ) { try host.run(RemoteScript(("never", "true")), with: key, within: limit) }
    }

    @Test(arguments: KeyType.allCases)
    func `logs in with either type of key`(type: KeyType) throws {
        let server = try Server(type)
        #expect(try server.run("id -un").output(of: "only") == server.daemon.user + "\n")
    }

    @Test func `sends nothing to a server with another host key than the pinned one`() throws {
        let server = try Server(configuration: ["LogLevel VERBOSE"])
        let host = RemoteHost(
            address: "127.0.0.1", port: server.daemon.port, user: server.daemon.user,
            hostKey: try PrivateKey.generate(.ed25519).publicKey)
        let error = try Self.failure(host, key: server.key)
        #expect(error.kind == .hostKeyMismatch)
        #expect(error.phase == .handshake)
        #expect(!error.isWorthRetrying)
        #expect(try !server.daemon.log.contains(server.daemon.user))
    }

    @Test func `asks for the pinned key's type, whatever the server prefers`() throws {
        let server = try Server(configuration: ["HostKeyAlgorithms ssh-ed25519,ecdsa-sha2-nistp256"])
        let host = RemoteHost(
            address: "127.0.0.1", port: server.daemon.port, user: server.daemon.user,
            hostKey: try PublicKey(openSSH: try #require(server.daemon.hostKeys["ecdsa"])))
        _ = try host.run(RemoteScript(("only", "true")), with: server.key, within: .seconds(60))
    }

    @Test func `refuses a server without a key of the pinned type`() throws {
        let server = try Server(configuration: ["HostKeyAlgorithms ecdsa-sha2-nistp256"])
        let error = try Self.failure(server.host, key: server.key)
        #expect(error.kind == .handshakeFailed)
        #expect(!error.isWorthRetrying)
    }

    /// libssh2 would quietly go on with another type; from 1.11 on it knows this one, and the server has none.
    @Test func `refuses a host key type that libssh2 lacks`() throws {
        let server = try Server()
        let directory = try TemporaryDirectory()
        let path = directory.path("rsa")
        _ = try ProgramRun("/usr/bin/ssh-keygen", "-q", "-t", "rsa", "-N", "", "-f", path)
        let host = RemoteHost(
            address: "127.0.0.1", port: server.daemon.port, user: server.daemon.user,
            hostKey: try PublicKey(openSSH: String(contentsOfFile: path + ".pub", encoding: .utf8)))
        #expect(try Self.failure(host, key: server.key).kind == .handshakeFailed)
    }

    @Test func `calls a refused key or user worth a retry, since a starting server may still accept it`()
        throws
    {
        let server = try Server()
        let stranger = RemoteHost(
            address: "127.0.0.1", port: server.daemon.port, user: "nobody-of-that-name",
            hostKey: server.host.hostKey)
        for error in [
            try Self.failure(server.host, key: PrivateKey.generate(.ed25519)),
            try Self.failure(stranger, key: server.key),
        ] {
            #expect(error.kind == .authenticationFailed)
            #expect(error.phase == .authenticate)
            #expect(error.isWorthRetrying)
        }
    }

    @Test func `reports a closed port at once`() throws {
        let error = try Self.failure(Self.host(port: Int(FreePort.find())))
        #expect(error.kind == .connectFailed)
        #expect(error.code == Int(ECONNREFUSED))
        #expect(error.isWorthRetrying)
    }

    @Test(arguments: ["localhost", "", "127.0.0.1 ", "300.1.1.1"])
    func `accepts numeric addresses only`(address: String) throws {
        #expect(try Self.failure(Self.host(port: 22, address: address)).kind == .connectFailed)
    }

    @Test func `stops waiting at the deadline for a host that never responds`() throws {
        let hole = try BlackHole()
        defer { hole.close() }
        let error = try Self.failure(Self.host(port: hole.port), within: .seconds(1))
        #expect(error.kind == .timedOut)
        #expect(error.phase == .connect)
        #expect(error.isWorthRetrying)
    }

    @Test func `stops waiting at the deadline for a silent server`() throws {
        try SocketServer.with([{ _ = $0.waitForClose() }]) { server in
            let error = try Self.failure(Self.host(port: server.port), within: .seconds(1))
            #expect(error.kind == .timedOut)
            #expect(error.phase == .handshake)
            #expect(error.isWorthRetrying)
        }
    }

    @Test func `waits for a silent server no longer than the limit for logging in`() throws {
        // Which hangs up after a minute, long before the script's time is over.
        try SocketServer.with([{ _ = $0.waitForClose() }]) { server in
            let host = try Self.host(port: server.port)
            let key = try PrivateKey.generate(.ed25519)
            let error = try #require(throws: SSHError.self) {
                try host.run(
                    RemoteScript(("never", "true")), with: key, within: .seconds(600),
                    loggingInWithin: .seconds(1))
            }
            #expect(error.kind == .timedOut)
            #expect(error.phase == .handshake)
        }
    }

    @Test func `stops waiting at the deadline for a server that sends a byte now and then`() throws {
        let slow: SocketServer.Part = { connection in
            while !connection.waitForClose(milliseconds: 20) { try connection.send("S") }
        }
        try SocketServer.with([slow]) { server in
            let error = try Self.failure(Self.host(port: server.port), within: .seconds(1))
            #expect(error.kind == .timedOut)
        }
    }

    @Test func `stops reading from a server that sends without end`() throws {
        let flood: SocketServer.Part = { connection in
            while true { try connection.send(String(repeating: "Hello, hello\r\n", count: 1000)) }
        }
        try SocketServer.with([flood]) { server in
            let deadline = ContinuousClock.now + .seconds(60)
            let host = try Self.host(port: server.port)
            let error = #expect(throws: SSHError.self) {
                _ = try SSHSession.connect(to: host, deadline: deadline, maxReceivedBytes: 100_000)
            }
            #expect(error?.kind == .tooMuchReceived)
        }
    }

    @Test(arguments: ["", "SSH-2.0-", "SSH-2.0-OpenSSH_9.2\r\n"])
    func `reports a server that disconnects at once`(greeting: String) throws {
        try SocketServer.with([{ try $0.send(greeting) }]) { server in
            let error = try Self.failure(Self.host(port: server.port))
            #expect(error.kind == .connectionLost)
            #expect(error.isWorthRetrying)
        }
    }

    @Test func `refuses a malformed key exchange`() throws {
        let babble: SocketServer.Part = { connection in
            try connection.send("SSH-2.0-OpenSSH_9.2\r\n" + String(repeating: "nonsense", count: 100))
            _ = connection.waitForClose()
        }
        try SocketServer.with([babble]) { server in
            let error = try Self.failure(Self.host(port: server.port))
            #expect([.handshakeFailed, .connectionLost].contains(error.kind))
        }
    }

    @Test func `does not wait for a deadline that is past`() throws {
        let server = try Server()
        #expect(try Self.failure(server.host, key: server.key, within: .zero).kind == .timedOut)
    }
}
