import FoundationEssentials
import Glibc
import Linux

/// The protocol between `systemctl` and the service manager: one request and one response in JSON over a unix
/// socket, each ended by closing that direction. The permissions of the socket decide which commands are allowed.
enum ManagerSocket {
    /// The socket for every command, which only root can open.
    static let control = "/run/systemd/private"
    /// The socket for commands that change nothing, which everyone can open.
    static let readOnly = "/run/systemd/questions"
    private static let messageLimit = 1 << 20

    struct Request: Codable {
        let arguments: [String]
    }

    struct Response: Codable {
        var status: Int32 = 0
        var output = ""
        var errors = ""
    }

    /// Opens a socket that listens at a path, replacing an earlier one there.
    static func listen(_ path: String, mode: mode_t) throws(MachineError) -> Int32 {
        let address = try address(path)
        let descriptor = try make()
        unlink(path)
        guard address.withSocketAddress({ bind(descriptor, $0, $1) }) == 0, chmod(path, mode) == 0,
            Glibc.listen(descriptor, 64) == 0
        else { throw .system("listen at", path) }
        return descriptor
    }

    /// Sends a request and returns the response, waiting up to ten seconds for the service manager to listen.
    static func exchange(_ path: String, _ request: Request) throws -> Response {
        let address = try address(path)
        let descriptor = try make()
        defer { close(descriptor) }
        let isConnected = try waitUntil(within: .seconds(10)) { () throws(MachineError) in
            address.withSocketAddress { connect(descriptor, $0, $1) } == 0
        }
        guard isConnected else {
            throw MachineError("Failed to connect to bus: \(String(cString: strerror(errno)))")
        }
        try send(request, on: descriptor)
        return try receive(Response.self, from: descriptor)
    }

    /// Writes a message and closes the sending direction.
    static func send(_ message: some Encodable, on descriptor: Int32) throws {
        writeAll(String(decoding: try JSONEncoder().encode(message), as: UTF8.self), to: descriptor)
        shutdown(descriptor, Int32(SHUT_WR))
    }

    /// Reads a message up to the end of the other side's sending direction.
    static func receive<Message: Decodable>(_ type: Message.Type, from descriptor: Int32) throws -> Message {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while bytes.count < messageLimit {
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else { break }
            bytes += buffer[..<count]
        }
        return try JSONDecoder().decode(type, from: Data(bytes))
    }

    private static func make() throws(MachineError) -> Int32 {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw .system("create", "a socket") }
        return descriptor
    }

    private static func address(_ path: String) throws(MachineError) -> UnixSocketAddress {
        guard let address = UnixSocketAddress(path) else {
            throw .system("name a socket", path, code: ENAMETOOLONG)
        }
        return address
    }
}
