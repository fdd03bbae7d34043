import Foundation
import Linux
import TestSupport
import Testing

@testable import FastCGI

@Suite struct ListenerTests {
    private let directory: TemporaryDirectory
    private let path: String

    init() throws {
        directory = try TemporaryDirectory()
        path = directory.path("site.sock")
    }

    private func attributes() throws -> stat {
        var attributes = stat()
        try #require(lstat(path, &attributes) == 0)
        return attributes
    }

    /// Leaves a socket file at which nobody listens, as a killed process does.
    private func leaveStaleSocket() throws {
        let address = try #require(UnixSocketAddress(path))
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        try #require(address.withSocketAddress { bind(descriptor, $0, $1) } == 0)
        close(descriptor)
    }

    private func canConnect() throws -> Bool {
        let address = try #require(UnixSocketAddress(path))
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        return address.withSocketAddress { connect(descriptor, $0, $1) } == 0
    }

    @Test(arguments: [0o600, 0o660, 0o666] as [mode_t])
    func `creates the socket with the given mode, whatever the umask`(mode: mode_t) throws {
        let listener = try Listener(path: path, mode: mode)
        #expect(try attributes().st_mode == S_IFSOCK | mode)
        #expect(try canConnect())
        _ = consume listener
    }

    @Test(.enabled(if: getuid() == 0, "giving a socket away takes root"))
    func `creates the socket with the given owner and group`() throws {
        let listener = try Listener(path: path, owner: "nobody", group: "www-data")
        #expect(try attributes().st_uid == getpwnam("nobody").pointee.pw_uid)
        #expect(try attributes().st_gid == getgrnam("www-data").pointee.gr_gid)
        _ = consume listener
    }

    @Test func `accepts numbers for owner and group`() throws {
        let listener = try Listener(path: path, owner: String(getuid()), group: String(getgid()))
        #expect(try attributes().st_uid == getuid())
        _ = consume listener
    }

    @Test func `names an unknown user or group`() throws {
        #expect(throws: FastCGIError.unknownUser("no-such-user")) {
            _ = try Listener(path: path, owner: "no-such-user")
        }
        #expect(throws: FastCGIError.unknownGroup("no-such-group")) {
            _ = try Listener(path: path, group: "no-such-group")
        }
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test(.enabled(if: getuid() != 0, "root may give files away"))
    func `leaves no socket behind when it can't change its owner`() throws {
        #expect(throws: FastCGIError.system(operation: "chown \(path)", code: EPERM)) {
            _ = try Listener(path: path, owner: "root")
        }
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func `replaces a stale socket`() throws {
        try leaveStaleSocket()
        let listener = try Listener(path: path)
        #expect(try canConnect())
        _ = consume listener
    }

    @Test func `refuses the path of a live socket, which stays`() throws {
        let first = try Listener(path: path)
        let error = #expect(throws: FastCGIError.self) { _ = try Listener(path: path) }
        #expect(error == .inUse(path: path))
        #expect(error?.description == "socket \(path) is in use by another process")
        #expect(try canConnect())
        _ = consume first
    }

    @Test func `refuses the path of a live socket with a full queue`() throws {
        let first = try Listener(path: path, backlog: 0)
        let address = try #require(UnixSocketAddress(path))
        var waiting: [Int32] = []
        defer { waiting.forEach { close($0) } }
        repeat {
            waiting.append(socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | O_NONBLOCK, 0))
        } while waiting.last.map { next in address.withSocketAddress { connect(next, $0, $1) } } == 0
        try #require(errno == EAGAIN)
        #expect(throws: FastCGIError.inUse(path: path)) { _ = try Listener(path: path) }
        _ = consume first
    }

    @Test func `leaves a socket of another kind alone`() throws {
        let address = try #require(UnixSocketAddress(path))
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        defer { close(descriptor) }
        try #require(address.withSocketAddress { bind(descriptor, $0, $1) } == 0)
        #expect(throws: FastCGIError.inUse(path: path)) { _ = try Listener(path: path) }
    }

    @Test func `leaves a file that is no socket alone`() throws {
        try "precious".write(toFile: path, atomically: true, encoding: .utf8)
        #expect(throws: FastCGIError.notASocket(path: path)) { _ = try Listener(path: path) }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "precious")
    }

    @Test func `a path longer than the kernel takes is named`() throws {
        let long = directory.path(String(repeating: "x", count: 108))
        #expect(throws: FastCGIError.pathTooLong(path: long, maxBytes: 107)) { _ = try Listener(path: long) }
    }

    @Test func `names a missing directory`() throws {
        let missing = directory.path("none")
        #expect(throws: FastCGIError.system(operation: "open \(missing)", code: ENOENT)) {
            _ = try Listener(path: missing + "/site.sock")
        }
    }

    @Test func `removes its socket at the end`() throws {
        do {
            let listener = try Listener(path: path)
            #expect(FileManager.default.fileExists(atPath: path))
            _ = consume listener
        }
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func `does not remove another process's socket`() throws {
        let old = try Listener(path: path)
        old.stopAdmitting()
        let new = try Listener(path: path)
        _ = consume old
        #expect(try canConnect())
        _ = consume new
    }

    @Test func `lets one of many win that start at once on a stale socket`() throws {
        for _ in 0..<20 {
            try leaveStaleSocket()
            let race = ListenerRace(path: path)
            try race.run(rivals: 4)
            #expect(race.wins == 1)
            #expect(race.errors == Array(repeating: .inUse(path: path), count: 3))
        }
    }

    @Test func `uses the longest backlog that the kernel allows`() throws {
        let text = try String(contentsOfFile: "/proc/sys/net/core/somaxconn", encoding: .utf8)
        let allowed = try #require(Int32(text.trimmingCharacters(in: .whitespacesAndNewlines)))
        let listener = try Listener(path: path, backlog: .max)
        #expect(listener.backlog == allowed)
        #expect(Listener.greatestBacklog == allowed)
        _ = consume listener
    }
}
