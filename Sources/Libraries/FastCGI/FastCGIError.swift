import Glibc
import Linux

/// A failure of the responder to start or end as asked. Names paths and users, never a request's content.
package enum FastCGIError: Error, Equatable, CustomStringConvertible {
    /// Another process listens at this socket.
    case inUse(path: String)
    /// The path is something other than a socket; it is left alone.
    case notASocket(path: String)
    case pathTooLong(path: String, maxBytes: Int)
    case unknownUser(String)
    case unknownGroup(String)
    /// The socket inherited from the service manager can't be used.
    case unusableInheritedSocket(reason: String)
    /// The grace period ended while this many threads were running; their requests are cut off as the process ends.
    case requestsStillRunning(threads: Int)
    /// A system call failed with `code`, an `errno`.
    case system(operation: String, code: Int32)

    package var description: String {
        switch self {
        case .inUse(let path): "socket \(path) is in use by another process"
        case .notASocket(let path): "\(path) exists and is not a socket"
        case .pathTooLong(let path, let maxBytes): "socket path \(path) is longer than \(maxBytes) bytes"
        case .unknownUser(let name): "there is no user \(name)"
        case .unknownGroup(let name): "there is no group \(name)"
        case .unusableInheritedSocket(let reason): "the inherited socket can't be used: \(reason)"
        case .requestsStillRunning(let threads):
            "\(threads) threads were still busy when the grace period ended"
        case .system(let operation, let code): "\(operation): \(SystemError.message(code))"
        }
    }

    init(_ error: SystemError) {
        self = .system(operation: error.operation, code: error.code)
    }

    /// The failure of the call made just before, so `errno` is still its own.
    static func last(_ operation: String) -> FastCGIError {
        .system(operation: operation, code: errno)
    }
}
