import HTTP
import HTTPClient
import SQLite
import SimulatedHetzner
import Synchronization
import TestSupport

/// The simulated API without a network: each request is answered by the simulator's own handler.
final class SimulatedTransport: HTTPTransport {
    static let token = "simulated-token-simulated-token-simulated-token-simulated-token-"

    private let folder: TemporaryDirectory
    private let database: Database
    private let clock: Clock
    private var handler: SimulatorHandler

    init() throws {
        let clock = Clock()
        guard let addresses = AddressPool("127.77.0.0/16") else { throw NoAddresses() }
        folder = try TemporaryDirectory()
        database = try Database(path: folder.path("world.sqlite"))
        self.clock = clock
        try Schema.prepare(database)
        handler = SimulatorHandler(
            database: try Database(path: folder.path("world.sqlite")),
            settings: Settings(token: Self.token, addresses: addresses), clock: { clock.now }, pause: { _ in }
        )
    }

    /// Makes things go wrong, in `hetzner-sim --fault`'s words.
    func suffer(_ fault: String) throws {
        try World.setStartFaults([fault], in: database)
    }

    func pass(_ duration: Duration) {
        clock.pass(duration)
    }

    func send(_ request: ClientRequest) throws(TransportError) -> ClientResponse {
        let target = request.url.dropFirst("https://api.example".count)
        var body: [UInt8] = []
        let head = handler.respond(
            to: Request(
                method: request.method, path: String(target.prefix { $0 != "?" }),
                query: String(target.drop { $0 != "?" }.dropFirst()), headers: request.headers,
                body: request.body ?? []), body: &body)
        // The simulator's word to nginx to close the connection.
        guard head.headers["X-Accel-Redirect"] == nil else {
            throw TransportError(kind: .reset, delivery: .possiblySent, message: "no answer")
        }
        return ClientResponse(status: head.status.rawValue, headers: head.headers, body: body)
    }

    private struct NoAddresses: Error {}
}

/// The simulator's time, moved by hand.
private final class Clock: Sendable {
    private let milliseconds = Mutex(Instant.now().milliseconds)

    var now: Instant { Instant(milliseconds: milliseconds.withLock { $0 }) }

    func pass(_ duration: Duration) {
        milliseconds.withLock { $0 += duration.milliseconds }
    }
}
