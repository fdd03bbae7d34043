import Foundation
import Glibc
import Synchronization

/// A TCP server on loopback that handles each connection with the next part of a script. Connections beyond the
/// script are counted and closed.
package final class SocketServer: Sendable {
    package typealias Part = @Sendable (SocketConnection) throws -> Void

    package let port: Int
    private let listener: Int32
    private let accepted = Mutex(0)
    private let received = Mutex<[String]>([])
    private let finished = DispatchGroup()

    /// Runs the body against a server with that script, and ends the server with it.
    package static func with<Result>(
        _ script: [Part], _ body: (SocketServer) throws -> Result
    ) throws -> Result {
        let server = try SocketServer()
        server.play(script)
        defer { server.stop() }
        return try body(server)
    }

    package var url: String { "http://127.0.0.1:\(port)" }

    package var connectionCount: Int { accepted.withLock { $0 } }

    /// The requests that the script's parts have read, head and body, in order.
    package var requests: [String] { received.withLock { $0 } }

    private init() throws {
        (listener, port) = try listenOnLoopback(backlog: 16)
    }

    private func play(_ script: [Part]) {
        onThread { [self] in
            var rest = script[...]
            while case let socket = accept(listener, nil, nil), socket >= 0 {
                accepted.withLock { $0 += 1 }
                let connection = SocketConnection(socket) { [self] request in
                    received.withLock { $0.append(request) }
                }
                let part = rest.popFirst()
                onThread {
                    // A part that fails leaves its client without the response it expects: that fails the test.
                    try? part?(connection)
                    connection.close()
                }
            }
        }
    }

    /// Runs the body on a thread of its own: a queue's threads are few, and tests that wait for their server hold them.
    private func onThread(_ body: @escaping @Sendable () -> Void) {
        finished.enter()
        Thread { [finished] in
            body()
            finished.leave()
        }.start()
    }

    private func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        finished.wait()
        close(listener)
    }
}
