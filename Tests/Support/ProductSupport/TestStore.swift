package import Crypto
import Foundation
package import SQLite
package import Store
import Synchronization
package import TestSupport
package import Time

/// A store in its own file, with a clock that only a test advances.
package final class TestStore {
    package let store: Store
    package let path: String
    package let directory: TemporaryDirectory
    private let clock: StoppedClock
    private let keyring: Keyring
    private let observer: Database

    package convenience init(migrated: Bool = true) throws {
        try self.init(
            TemporaryDirectory(), StoppedClock(), Keyring(text: Keyring.generateKeyText()), migrated: migrated
        )
    }

    private init(
        _ directory: TemporaryDirectory, _ clock: StoppedClock, _ keyring: Keyring, migrated: Bool
    ) throws {
        self.directory = directory
        self.clock = clock
        self.keyring = keyring
        path = directory.path("store.sqlite")
        store = try Store(path: path, keyring: keyring, clock: .following(clock.now))
        observer = try Database(path: path)
        if migrated { try store.migrate() }
    }

    /// Opens another connection to the same file with the same keys, and the same clock if no other is given.
    /// Opens a copy of the file where a path is given.
    package func another(
        path: String? = nil, random: RandomBytes = .system, busyTimeout: Duration = .seconds(10),
        clock: MachineClock? = nil
    ) throws -> Store {
        try Store(
            path: path ?? self.path, keyring: keyring, random: random, busyTimeout: busyTimeout,
            clock: clock ?? .following(self.clock.now))
    }

    /// A copy of the database as it is now, with the same keys and clock.
    package func copy() throws -> TestStore {
        let directory = try TemporaryDirectory()
        let path = directory.path("store.sqlite")
        try withRawDatabase { try $0.execute("VACUUM INTO \(path)") }
        return try TestStore(directory, clock, keyring, migrated: true)
    }

    /// Advances the clock.
    package func advance(_ duration: Duration) {
        clock.advance(duration)
    }

    /// Lets a test write to the database directly, which no product code may do.
    package func withRawDatabase(_ body: (Database) throws -> Void) throws {
        try body(Database(path: path))
    }

    /// A number that changes with every commit of the store's connection.
    package func dataVersion() throws -> Int64 {
        try observer.row("PRAGMA data_version") { row throws(SQLiteError) in try row.int("data_version") }
            ?? 0
    }

    /// True when the text is anywhere in the database's files.
    package func fileContains(_ text: String) throws -> Bool {
        for name in ["store.sqlite", "store.sqlite-wal"] {
            let bytes = FileManager.default.contents(atPath: directory.path(name)) ?? Data()
            if bytes.range(of: Data(text.utf8)) != nil { return true }
        }
        return false
    }

    /// A customer with an active subscription and finished onboarding.
    package func customer(email: String = "ada@example.org") throws -> User.ID {
        let user = try store.addUser(email: email, name: "Ada", password: .dummy)
        try store.activateSubscription(of: user, until: nil, by: .operator)
        try store.setTelegramBot(token: Secret("12345678:token"), ownerTelegramUserID: 42, of: user)
        try store.setClaudeCredentials(Secret("{}"), expiresAt: nil, of: user)
        return user
    }

    /// A deploy of a new customer, with its lease.
    package func deploy() throws -> (user: User.ID, job: Job.ID, lease: Lease) {
        let user = try customer()
        guard
            case .started(let job) = try store.startDeploy(of: user, deadline: .seconds(900), by: .customer),
            let lease = try store.takeLease(of: job, owner: "test", duration: .seconds(120))
        else { throw UnexpectedState() }
        return (user, job, lease)
    }
}

extension RandomBytes {
    /// A source without bytes: every read throws.
    package static let none = RandomBytes { (_) throws(CryptoError) in throw .noRandomBytes }
}

extension Store {
    /// Starts a deploy within limits that the test does not reach.
    package func startDeploy(of user: User.ID, deadline: Duration, by actor: Actor) throws -> DeployStart {
        try startDeploy(of: user, within: DeployLimits(), deadline: deadline, by: actor)
    }

    /// The reason why the customer can't deploy within those limits.
    package func deployRefusal(of user: User.ID) throws -> DeployRefusal? {
        try deployRefusal(of: user, within: DeployLimits())
    }
}

/// Thrown when a test's preparation has an unexpected result.
package struct UnexpectedState: Error {
    package init() {}
}

private final class StoppedClock: Sendable {
    private let instant = Mutex(Instant(milliseconds: 1_800_000_000_000))

    @Sendable func now() -> Instant {
        instant.withLock { $0 }
    }

    func advance(_ duration: Duration) {
        instant.withLock { $0 = $0 + duration }
    }
}
