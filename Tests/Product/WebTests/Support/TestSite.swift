import Crypto
import Foundation
import HTTP
import Logging
import Mustache
import ProductSupport
import SQLite
import Store
import Synchronization
import TestSupport
import Time

@testable import Web

/// The whole site over a store in a file of its own, with a clock that only the test moves.
final class TestSite {
    static let secureOrigin = "https://cloud.example.org"
    static let templates = Checkout.path("templates")

    let store: Store
    private(set) var handler: WebHandler
    let calls = Calls()
    let log = RecordedLog()
    /// The database's file.
    let path: String
    private let directory: TemporaryDirectory
    private let keyring: Keyring
    private let clock = StoppedClock()

    /// `busyTimeout` is the time that its store waits for others' writes, `random` the source of ids and tokens.
    init(
        _ origin: String = secureOrigin, random: RandomBytes = .system, busyTimeout: Duration = .seconds(10),
        _ change: (inout WebSettings) -> Void = { _ in }
    ) throws {
        directory = try TemporaryDirectory()
        path = directory.path("store.sqlite")
        keyring = try Keyring(text: Keyring.generateKeyText())
        store = try Store(
            path: path, keyring: keyring, random: random, busyTimeout: busyTimeout,
            clock: .following(clock.now))
        try store.migrate()
        guard let baseURL = BaseURL(site: origin) else { throw UnexpectedState() }
        var settings = WebSettings(baseURL: baseURL)
        change(&settings)
        handler = try WebHandler(
            store: store, templates: TemplateLibrary(directory: Self.templates), settings: settings,
            log: log.logger, launch: calls.launch)
        handler.unknownNames = .refused
    }

    /// A handler of the same site whose database is another file, which has to be a copy.
    func handler(ofCopy path: String) throws -> WebHandler {
        let copy = try Store(path: path, keyring: keyring, clock: .following(clock.now))
        var another = try WebHandler(
            store: copy, templates: handler.templates, settings: handler.settings, log: log.logger,
            launch: calls.launch)
        another.unknownNames = .refused
        return another
    }

    func advance(_ duration: Duration) {
        clock.advance(duration)
    }

    /// Gives access to the database without the store, which only tests may have.
    func withRawDatabase<Value>(_ body: (Database) throws -> Value) throws -> Value {
        try body(Database(path: path))
    }

    /// A browser that has no cookies yet.
    func browser() -> Browser {
        Browser(handler)
    }

    /// A browser with a session of that customer, without a sign-in by password.
    func browser(of user: User.ID) throws -> Browser {
        let token = try Token.random()
        try store.startSession(of: user, token: token, lifetime: .seconds(86_400))
        return Browser(handler, cookies: [Browser.sessionCookie: token.reveal()])
    }

    /// An account that has neither a subscription nor any onboarding.
    func newcomer(email: String = "ada@example.org") throws -> User.ID {
        try store.addUser(email: email, name: "Ada", password: .dummy)
    }

    /// A customer who can deploy.
    func customer(email: String = "ada@example.org") throws -> User.ID {
        let user = try newcomer(email: email)
        try store.activateSubscription(of: user, until: nil, by: .operator)
        try store.setTelegramBot(token: Secret("12345678:token"), ownerTelegramUserID: 42, of: user)
        try store.setClaudeCredentials(Secret("{}"), expiresAt: nil, of: user)
        return user
    }

    /// A running deploy of that customer, with its lease.
    func deploy(of user: User.ID) throws -> Lease {
        guard
            case .started(let job) = try store.startDeploy(
                of: user, within: DeployLimits(), deadline: .seconds(900), by: .customer),
            let lease = try store.takeLease(of: job, owner: "test", duration: .seconds(3600))
        else { throw UnexpectedState() }
        return lease
    }

    /// Lets a deploy wait, which ends its process.
    func park(_ lease: Lease) throws {
        let job = try store.job(under: lease)
        let isParked = try store.park(job, until: store.now + .seconds(60), under: lease)
        guard isParked else { throw UnexpectedState() }
    }

    /// Takes a deploy to the step that waits for the callback: three seconds a step, and a server.
    func awaitSetUp(under lease: Lease) throws {
        advance(.seconds(3))
        try store.advance(from: .prepare, to: .create, under: lease)
        guard case .new(let line) = try store.intend(.server, name: "rachel", project: "main", under: lease)
        else { throw UnexpectedState() }
        advance(.seconds(3))
        let server = CreatedServer(
            hetznerID: 7, name: "rachel-cloud-ada", ipAddress: "192.0.2.7", serverType: "cx23",
            location: "nbg1")
        try store.recordCreated(server, resource: line.id, under: lease)
        try store.advance(from: .create, to: .awaitSetUp, under: lease)
    }

    /// Takes a deploy to its end, twelve seconds after it began.
    func finishDeploy(under lease: Lease) throws {
        try awaitSetUp(under: lease)
        advance(.seconds(3))
        try store.advance(from: .awaitSetUp, to: .handOver, under: lease)
        try store.advance(from: .handOver, to: .verify, under: lease)
        advance(.seconds(3))
        try store.advance(from: .verify, to: .finish, under: lease)
        try store.endDeployReady(under: lease)
    }

    /// A customer with a server.
    func readyCustomer() throws -> User.ID {
        let user = try customer()
        try finishDeploy(under: deploy(of: user))
        return user
    }

    /// A customer whose deploy has failed while waiting for set-up; every resource is deleted unless `isCleanedUp` is false.
    func failedCustomer(isCleanedUp: Bool = true) throws -> User.ID {
        let user = try customer()
        let lease = try deploy(of: user)
        try awaitSetUp(under: lease)
        advance(.seconds(3))
        try store.turnToUndo(
            from: .awaitSetUp, failureCode: .setUpFailed, detail: "operator only", under: lease)
        try store.markForDeletion(everythingCreatedUnder: lease)
        if isCleanedUp { for line in try store.openResources(of: user) { try store.recordGone(line) } }
        try store.endDeployFailed(sentence: "Installing the software failed.", under: lease)
        return user
    }
}

struct UnexpectedState: Error {}

/// Records the launches that the site asked for.
final class Calls: Sendable {
    private struct State {
        var launched: [Job.ID] = []
        var failure: (any Error)?
    }

    private let state = Mutex(State())

    var launched: [Job.ID] { state.withLock(\.launched) }

    func failLaunches(with error: any Error) {
        state.withLock { $0.failure = error }
    }

    @Sendable func launch(_ job: Job.ID, _ kind: Job.Kind) throws {
        try state.withLock { state in
            if let failure = state.failure { throw failure }
            state.launched.append(job)
        }
    }
}

private final class StoppedClock: Sendable {
    // 21 November 2026, 01:02:03 UTC
    private let instant = Mutex(Instant(milliseconds: 1_795_222_923_000))

    @Sendable func now() -> Instant {
        instant.withLock { $0 }
    }

    func advance(_ duration: Duration) {
        instant.withLock { $0 = $0 + duration }
    }
}
