import Glibc
import Synchronization

/// Free loopback TCP ports for servers that can't choose one themselves.
package enum FreePort {
    /// The ports below those that the kernel assigns by itself.
    private static let range = 10_000..<32_768
    private static let given = Mutex<Set<Int>>([])

    /// Finds a port on which nothing listened just now, and which no other call gets.
    package static func find() throws -> UInt16 {
        while true {
            let port = Int.random(in: range)
            guard given.withLock({ $0.insert(port).inserted }) else { continue }
            guard let (listener, _) = try? listenOnLoopback(backlog: 1, port: port) else { continue }
            close(listener)
            return UInt16(port)
        }
    }

    /// Waits up to a minute until the port accepts connections; false at the timeout and when `condition` fails.
    package static func waitForConnection(on port: UInt16, while condition: () -> Bool) -> Bool {
        eventually(within: .seconds(60)) { !condition() || acceptsConnections(port) } && condition()
    }

    private static func acceptsConnections(_ port: UInt16) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = loopbackAddress(port: Int(port))
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
