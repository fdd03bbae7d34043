import HTTP
package import HTTPClient
import SQLite
import SimulatedCloud
import Synchronization
import TestSupport
import Time

/// The simulated API without a network: the simulator's own handler responds to each request.
package final class SimulatedTransport: HTTPTransport {
    package static let token = "simulated-token-simulated-token-simulated-token-simulated-token-"

    private let directory: TemporaryDirectory
    private let database: Database
    private let clock: Clock
    private var handler: SimulatorHandler

    package init() throws {
        let clock = Clock()
        guard let addresses = AddressPool("127.77.0.0/16") else { throw NoAddresses() }
        directory = try TemporaryDirectory()
        database = try Database(path: directory.path("world.sqlite"))
        self.clock = clock
        try Schema.prepare(database)
        handler = SimulatorHandler(
            database: try Database(path: directory.path("world.sqlite")),
            settings: Settings(token: Self.token, addresses: addresses), clock: { clock.now }, pause: { _ in }
        )
    }

    /// Replaces the faults with this one, in the syntax of `hetzner-sim serve --fault`.
    package func inject(_ fault: String) throws {
        try World.setStartFaults([fault], in: database)
    }

    /// The number of matching rows in the simulator's table.
    package func count(_ table: StaticString, where condition: StaticString = "1") throws -> Int64 {
        let count = try database.row("SELECT count(*) AS n FROM \(raw: table) WHERE \(raw: condition)") {
            row throws(SQLiteError) in try row.int("n")
        }
        return count ?? 0
    }

    /// The id of the row of that name in a table of the simulator.
    package func id(of name: String, in table: StaticString) throws -> Int64 {
        let id = try database.row("SELECT id FROM \(raw: table) WHERE name = \(name)") {
            row throws(SQLiteError) in try row.int("id")
        }
        guard let id else { throw UnexpectedState() }
        return id
    }

    /// Every request so far, as `POST /servers`.
    package private(set) var requests: [String] = []

    /// Called with the request when Hetzner has carried it out, before the response.
    package var beforeResponding: (String) throws -> Void = { _ in }

    /// Gives a response to a request, as `POST /servers`, that doesn't reach Hetzner; nil for one that does.
    package var intercept: (String) -> ClientResponse? = { _ in nil }

    /// Changes Hetzner's response to a request, given as `POST /servers`, on its way. Throws when none arrives.
    package var bend: (String, ClientResponse) throws -> ClientResponse = { $1 }

    /// Leaves `calls` of the project's hourly calls, as if others had used the rest.
    package func leave(calls: Int64) throws {
        try database.execute(
            "INSERT OR REPLACE INTO buckets VALUES ('project', \(calls * 3_600_000), \(clock.now.milliseconds))"
        )
    }

    /// Clears every fault.
    package func recover() throws {
        try World.setStartFaults([], in: database)
    }

    /// Deletes a resource without the product.
    package func delete(_ path: String) throws {
        try call(.delete, path)
    }

    /// Creates a resource without the product.
    package func post(_ path: String, _ json: String) throws {
        try call(.post, path, json)
    }

    private func call(_ method: HTTP.Method, _ path: String, _ json: String? = nil) throws {
        let response = try send(.byHand(method, "/\(path)", token: Self.token, json: json))
        guard response.status < 300 else { throw UnexpectedState() }
    }

    package func pass(_ duration: Duration) {
        clock.pass(duration)
    }

    package func send(_ request: ClientRequest) throws(TransportError) -> ClientResponse {
        let path = request.url.dropFirst(SimulatorHandler.endpoint.count).prefix { $0 != "?" }
        let line = "\(request.method.name) \(path)"
        requests.append(line)
        if let refusal = intercept(line) { return refusal }
        guard let response = handler.respond(to: request) else {
            throw TransportError(kind: .reset, delivery: .possiblySent, message: "no answer")
        }
        do {
            try beforeResponding(line)
            return try bend(line, response)
        } catch {
            throw TransportError(kind: .reset, delivery: .possiblySent, message: "\(error)")
        }
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
