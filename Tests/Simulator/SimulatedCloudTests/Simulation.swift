import HTTP
import SQLite
import SimulatedCloud
import Synchronization
import TestSupport
import Testing
import Time

/// A simulated project in this process, with a clock that the test moves.
final class Simulation {
    static let token = "token-of-the-simulated-project-which-is-64-characters-long-abcde"
    static let readOnlyToken = "token-that-may-only-read"
    static let publicKey =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMq3L5qO8Jn3aN0IUlHiQgeGbgnPiGuOsqlglpkjBM4y someone@example"
    static let otherPublicKey =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIORt4aPVwmlhGLVwJw9EOThum7QwapOGNkc3KJxFn/zw"

    let directory: TemporaryDirectory
    let database: Database
    var settings: Settings
    let clock: ManualClock
    /// The sum of all delays of responses.
    let paused = Paused()

    init(project: Int64 = 0) throws {
        directory = try TemporaryDirectory()
        database = try Database(path: directory.path("world.sqlite"), durability: .normal)
        try Schema.prepare(database, project: project)
        clock = ManualClock()
        settings = Settings(
            token: Self.token, readOnlyToken: Self.readOnlyToken, createTime: .seconds(10),
            actionTime: .seconds(2), addresses: try #require(AddressPool("127.77.0.0/16")))
    }

    @discardableResult
    func request(
        _ method: Method, _ target: String, _ body: JSON? = nil, token: String? = Simulation.token
    ) throws -> Reply {
        try send(method, "/v1" + target, body.map { Array($0.text.utf8) } ?? [], token: token)
    }

    /// As `request`, with any path and any bytes.
    func send(
        _ method: Method, _ target: String, _ body: [UInt8] = [], token: String? = Simulation.token
    ) throws -> Reply {
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var headers = Headers([("Host", "api.example"), ("User-Agent", "test/1")])
        if let token { headers.add("Authorization", "Bearer \(token)") }
        let request = Request(
            id: "00000000000000aa", method: method, path: String(parts[0]),
            query: parts.count > 1 ? String(parts[1]) : "", headers: headers, body: body)
        var handler = SimulatorHandler(
            database: database, settings: settings, clock: clock.source, pause: paused.add)
        var bytes: [UInt8] = []
        let head = handler.respond(to: request, body: &bytes)
        return Reply(head: head, bytes: bytes)
    }

    func switchOn(_ faults: String...) throws {
        for fault in faults { try World.switchOn(fault, in: database) }
    }

    /// Creates a server and returns its id.
    @discardableResult
    func orderServer(_ name: String = "web-1", _ more: (String, JSON)...) throws -> Int64 {
        let reply = try request(.post, "/servers", Self.order(name, more))
        #expect(reply.status == 201)
        return try #require(reply["server"]?["id"]?.integerValue)
    }

    /// Creates a server, waits until it runs and returns its id.
    func runningServer(_ name: String = "web-1", _ more: (String, JSON)...) throws -> Int64 {
        let reply = try request(.post, "/servers", Self.order(name, more))
        clock.advance(.seconds(30))
        let id = try #require(reply["server"]?["id"]?.integerValue)
        #expect(try server(id)["status"] == "running")
        return id
    }

    static func order(_ name: String = "web-1", _ more: [(String, JSON)] = []) -> JSON {
        let usual: [(String, JSON)] = [
            ("name", .string(name)), ("server_type", "cx23"), ("image", "ubuntu-24.04"),
            ("location", "nbg1"),
        ]
        let names = Set(more.map(\.0))
        return .object((usual.filter { !names.contains($0.0) } + more).map { .init(name: $0.0, value: $0.1) })
    }

    func server(_ id: Int64) throws -> JSON {
        try #require(try request(.get, "/servers/\(id)")["server"])
    }

    func action(_ id: Int64) throws -> JSON {
        try #require(try request(.get, "/actions/\(id)")["action"])
    }
}

/// A response as a client gets it.
struct Reply {
    let head: ResponseHead
    let bytes: [UInt8]

    var status: Int { head.status.rawValue }
    var text: String { String(decoding: bytes, as: UTF8.self) }

    func json() throws -> JSON {
        try JSON(parsing: bytes)
    }

    /// A member of the body; nil when there is none of that name or the body is no JSON.
    subscript(name: String) -> JSON? {
        do {
            return try json()[name]
        } catch {
            return nil
        }
    }

    var code: String? { self["error"]?["code"]?.stringValue }
    var message: String? { self["error"]?["message"]?.stringValue }

    /// The names of the fields in the error.
    var wrongFields: [String] {
        (self["error"]?["details"]?["fields"]?.arrayValue ?? []).compactMap { $0["name"]?.stringValue }
    }

    func header(_ name: String) -> String? {
        head.headers[name]
    }
}

/// A clock that the test moves.
final class ManualClock: Sendable {
    private let now = Mutex(Instant(year: 2026, month: 11, day: 20))

    var source: TimeSource {
        { [self] in now.withLock { $0 } }
    }

    func advance(_ duration: Duration) {
        now.withLock { $0 = $0 + duration }
    }
}

/// Adds up the pauses of a handler instead of waiting.
final class Paused: Sendable {
    private let total = Mutex(Duration.zero)

    var add: @Sendable (Duration) -> Void {
        { [self] duration in total.withLock { $0 += duration } }
    }

    var seconds: Int64 { total.withLock { $0.components.seconds } }
}

extension Simulation {
    /// The state of each machine, by its name.
    func machineStates() throws -> [String: String] {
        let world = World(database: database, now: clock.source(), settings: settings)
        return Dictionary(uniqueKeysWithValues: try world.machines().map { ($0.name, $0.state.rawValue) })
    }
}
