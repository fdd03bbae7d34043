import Foundation
import TestSupport
import Testing

@testable import FastCGI

/// Socket activation as systemd does it: descriptor 3, `LISTEN_FDS` and `LISTEN_PID`.
@Suite struct InheritedSocketTests {
    private let directory: TemporaryDirectory
    private let path: String
    private let get = RawRequest([("REQUEST_METHOD", "GET"), ("REQUEST_URI", "/")]).bytes

    init() throws {
        directory = try TemporaryDirectory()
        path = directory.path("activated.sock")
    }

    private func start(_ descriptor: Int32?, variables: String = "LISTEN_PID=$$ LISTEN_FDS=1") throws
        -> ChildProgram
    {
        let script = "\(variables) exec \(Checkout.program("fastcgi-echo")) - threads=2"
        return try ChildProgram("/bin/sh", ["-c", script], inherited: descriptor)
    }

    @Test func `serves an inherited socket, which stays when the process ends`() throws {
        let held = try Listener(path: path)
        let first = try start(held.descriptor)
        try #require(try first.waitForOutput("event=responder.ready"))
        let served = try SocketClient(path: path)
        try served.send(get)
        #expect(RawResponse(try served.readToEnd()).status == 200)
        first.signal(SIGTERM)
        #expect(first.waitForExit() == 0)

        let waiting = try SocketClient(path: path)
        try waiting.send(get)
        let second = try start(held.descriptor)
        #expect(RawResponse(try waiting.readToEnd()).status == 200)
        second.signal(SIGTERM)
        #expect(second.waitForExit() == 0)
        #expect(FileManager.default.fileExists(atPath: path))
        _ = consume held
    }

    @Test func `lets two processes serve one socket and one of them end`() throws {
        let held = try Listener(path: path)
        let (old, new) = (try start(held.descriptor), try start(held.descriptor))
        try #require(try old.waitForOutput("event=responder.ready"))
        try #require(try new.waitForOutput("event=responder.ready"))
        old.signal(SIGTERM)
        for _ in 0..<100 {
            let client = try SocketClient(path: path)
            try client.send(get)
            #expect(RawResponse(try client.readToEnd()).status == 200)
        }
        #expect(old.waitForExit() == 0)
        _ = consume held
    }

    @Test(arguments: ["", "LISTEN_FDS=1", "LISTEN_PID=1 LISTEN_FDS=1"])
    func `ignores a socket that was meant for another process`(variables: String) throws {
        let held = try Listener(path: path)
        let echo = try start(held.descriptor, variables: variables)
        #expect(echo.waitForExit() == 1)
        #expect(try echo.log().contains("there is none"))
        _ = consume held
    }

    @Test func `refuses several sockets`() throws {
        let echo = try start(nil, variables: "LISTEN_PID=$$ LISTEN_FDS=2")
        #expect(echo.waitForExit() == 1)
        #expect(try echo.log().contains("LISTEN_FDS is 2, expected 1"))
    }

    @Test(arguments: ["closed", "connected", "datagram", "tcp", "file"])
    func `refuses a descriptor that is no listening unix stream socket`(kind: String) throws {
        let descriptor: Int32? =
            switch kind {
            case "connected": socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
            case "datagram": socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
            case "tcp": try listenOnLoopback(backlog: 1).socket
            case "file": open("/dev/null", O_RDONLY)
            default: nil
            }
        defer { if let descriptor { close(descriptor) } }
        let echo = try start(
            descriptor, variables: (descriptor == nil ? "exec 3<&-; " : "") + "LISTEN_PID=$$ LISTEN_FDS=1")
        #expect(echo.waitForExit() == 1)
        #expect(try echo.log().contains("descriptor 3 is not a listening unix stream socket"))
    }
}
