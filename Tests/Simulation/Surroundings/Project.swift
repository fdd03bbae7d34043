import Crypto
import HTTP
import HTTPClient
import ProductSupport
import SQLite
import SimulatedCloud
import Time

/// A project at the simulated Hetzner, with a database of its own in memory.
final class Project {
    let name: String
    let token: String
    let database: Database
    let settings: Settings
    private var handler: SimulatorHandler
    /// The delay that the handler asked for with its last response.
    private let delay = Delay()

    init(_ name: String, addresses: String, number: Int64, scheduler: Scheduler) throws {
        self.name = name
        token = "\(name)-token-" + String(repeating: "0", count: 50)
        guard let pool = AddressPool(addresses) else { throw NoAddresses() }
        settings = Settings(token: token, addresses: pool)
        database = try Database(path: ":memory:")
        try Schema.prepare(database, project: number)
        let delay = delay
        handler = SimulatorHandler(
            database: database, settings: settings, clock: { scheduler.now }, pause: { delay.duration = $0 })
    }

    /// Carries out a request now. Nil when the connection closes without a response.
    func respond(to request: ClientRequest) -> (response: ClientResponse?, delay: Duration) {
        delay.duration = .zero
        guard let response = handler.respond(to: request) else { return (nil, delay.duration) }
        var late = delay.duration
        if let rate = response.headers["X-Accel-Limit-Rate"].flatMap(Int.init) {
            late += .milliseconds(Int64(response.body.count * 1000 / rate))
        }
        return (response, late)
    }

    /// Deletes a server at the vendor's console, without any process of ours.
    func deleteByHand(_ server: Int64) {
        _ = respond(to: .byHand(.delete, "/servers/\(server)", token: token))
    }

    /// Switches faults on for one request.
    func withFaults<Value>(_ texts: [String], _ body: () throws -> Value) rethrows -> Value {
        let ids = texts.map(switchOn)
        defer { for id in ids { switchOff(id) } }
        return try body()
    }

    /// Switches a fault on until its id is switched off.
    func switchOn(_ text: String) -> Int64 {
        do {
            try World.switchOn(text, in: database)
            return database.lastInsertedID
        } catch {
            preconditionFailure("the fault \(text): \(error)")
        }
    }

    func switchOff(_ id: Int64) {
        do {
            try World.switchOff(id, in: database)
        } catch {
            preconditionFailure("the faults of \(name): \(error)")
        }
    }

    /// Runs `body` in one transaction on the world as it is now.
    func world<Value>(at now: Instant, _ body: (World) throws -> Value) throws -> Value {
        try World.write(database, settings, now: now, body)
    }

    private struct NoAddresses: Error {}

    /// Only the thread with the baton uses it, hence `@unchecked Sendable`.
    private final class Delay: @unchecked Sendable {
        var duration: Duration = .zero
    }
}
