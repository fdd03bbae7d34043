import ArgumentParser
import Glibc
import Linux
import SQLite
import Synchronization

/// `rachel-bench writers` measures how long writers of one database wait for each other.
struct MeasureWriters: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "writers",
        abstract: "Let many connections write at once, first as SQLite lets them wait, then by turns.",
        discussion: """
            Prints a line for each order, with the waits for the write lock in milliseconds, and then how many times as \
            long SQLite's own order lets them wait.
            """)

    @Option(help: "Connections, each on a thread of its own, 2 to 256.")
    var writers = 16

    @Option(help: "Seconds to measure each order for.")
    var seconds = 5.0

    @Option(help: "Microseconds for which each transaction does nothing, as while a slow disk is synced.")
    var holding = 1000

    @Option(help: "A directory of the disk to write to.")
    var directory = "/tmp"

    func validate() throws {
        guard (2...256).contains(writers) else { throw ValidationError("Expected 2 to 256 writers.") }
        guard seconds > 0 else { throw ValidationError("Expected a time to measure for.") }
        guard holding >= 0 else { throw ValidationError("Expected a time to hold the lock for.") }
    }

    func run() throws {
        let own = try measured("sqlite")
        print(own.json(order: "sqlite"))
        let turns = try measured("turns")
        print(turns.json(order: "turns"))
        print(
            "{\"longest_ratio\":\(ratio(own.longest, turns.longest)),\"p99_ratio\":\(ratio(own.p99, turns.p99)),"
                + "\"per_s_ratio\":\(ratio(.seconds(turns.perSecond), .seconds(own.perSecond)))}")
    }

    private func ratio(_ a: Duration, _ b: Duration) -> Double {
        b == .zero ? 0 : (a / b * 100).rounded() / 100
    }

    private func measured(_ order: String) throws -> Waits {
        var path = Array("\(directory)/rachel-bench-XXXXXX".utf8CString)
        guard mkdtemp(&path) != nil else { throw ValidationError("\(SystemError.last(directory))") }
        let made = String(decoding: path.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        defer { for name in ["/w.sqlite", "/w.sqlite-wal", "/w.sqlite-shm", ""] { remove(made + name) } }
        let database = try Database(path: made + "/w.sqlite")
        try database.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, b BLOB)")
        let result = Mutex(Waits(seconds: seconds))
        let threads = try (0..<writers).map { _ in
            try PosixThread { [self] in
                // A writer that fails has waited for as long as it was let, which counts.
                let waits = Self.waits(
                    in: made + "/w.sqlite", order, until: .now + .seconds(seconds), holding: holding)
                result.withLock { $0.add(waits) }
            }
        }
        for thread in threads { thread.join() }
        return result.withLock { $0 }
    }

    private static func waits(
        in path: String, _ order: String, until end: ContinuousClock.Instant, holding: Int
    ) -> [Duration] {
        var waits: [Duration] = []
        guard let database = try? Database(path: path, writeOrder: order == "turns" ? .byTurn : .unordered)
        else { return waits }
        // Puts SQLite's own waiting in the place of ours.
        if order == "sqlite" { _ = try? database.rows("PRAGMA busy_timeout = 10000") { _ in } }
        while .now < end {
            let start = ContinuousClock.now
            var begun: ContinuousClock.Instant?
            _ = try? database.write {
                begun = .now
                try database.execute("INSERT INTO t (b) VALUES (randomblob(200))")
                PosixThread.sleep(for: .microseconds(holding))
            }
            waits.append((begun ?? .now) - start)
        }
        return waits
    }
}

/// The waits of all writers.
struct Waits {
    private let seconds: Double
    private var sorted: [Duration] = []

    init(seconds: Double) {
        self.seconds = seconds
    }

    mutating func add(_ waits: [Duration]) {
        sorted = (sorted + waits).sorted()
    }

    var longest: Duration { sorted.last ?? .zero }
    var p99: Duration { sorted.isEmpty ? .zero : sorted[sorted.count * 99 / 100] }
    var perSecond: Int { Int(Double(sorted.count) / seconds) }

    func json(order: String) -> String {
        "{\"order\":\"\(order)\",\"per_s\":\(perSecond),\"p99_ms\":\(Int(p99 / .milliseconds(1))),"
            + "\"longest_ms\":\(Int(longest / .milliseconds(1)))}"
    }
}
