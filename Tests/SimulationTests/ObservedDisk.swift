import CSQLite
import CSimulatedDisk
import SQLite
import TestSupport
import Testing

/// A directory whose database files are observed, and a disk that can break or fill up. One at a time: the observer is
/// the program's. Belongs to one thread, on which the connections are used too.
final class ObservedDisk {
    struct Access: Hashable, CustomStringConvertible {
        let file: disk_file
        let operation: disk_operation
        let offset: Int64

        init(_ file: disk_file, _ operation: disk_operation, at offset: Int64 = 0) {
            self.file = file
            self.operation = operation
            self.offset = offset
        }

        var description: String { "\(operation.rawValue) of \(file.rawValue) at \(offset)" }
    }

    private let directory: TemporaryDirectory
    /// The operations that SQLite wanted.
    private(set) var requests: [Access] = []
    /// The operations that SQLite did, and the locks that it gave back.
    private(set) var results: [Access] = []
    private(set) var sleeps = 0
    /// The result code for an operation, given its number from 0.
    var decide: (Int, Access) -> Int32 = { _, _ in SQLITE_OK }
    /// Called where SQLite waits for a lock.
    var whileWaiting: () throws -> Void = {}

    init() throws {
        directory = try TemporaryDirectory()
        try #require(install() == SQLITE_OK)
    }

    deinit {
        simulated_disk_uninstall()
        simulated_disk_forget()
    }

    var path: String { path("test.sqlite") }

    func path(_ name: String) -> String { directory.path(name) }

    func open(
        _ name: String = "test.sqlite", durability: Database.Durability = .full
    ) throws(SQLiteError) -> Database {
        try Database(path: path(name), durability: durability)
    }

    /// Starts counting operations anew and decides with `decide`.
    func restart(_ decide: @escaping (Int, Access) -> Int32 = { _, _ in SQLITE_OK }) {
        requests = []
        results = []
        sleeps = 0
        self.decide = decide
    }

    /// From the operation with that number on all fail, as in a process that is killed.
    func kill(at number: Int) {
        restart { index, access in index < number ? SQLITE_OK : simulated_disk_error(access.operation) }
    }

    func losePower(_ survives: @escaping (disk_file, Int64) -> Bool) -> Int32 {
        withUnsafePointer(to: survives) { survives in
            simulated_disk_lose_power(
                path,
                { context, file, sector in
                    let survives = context?.assumingMemoryBound(to: ((disk_file, Int64) -> Bool).self)
                    return survives?.pointee(file, sector) == true ? 1 : 0
                }, UnsafeMutableRawPointer(mutating: survives))
        }
    }

    private func install() -> Int32 {
        var observer = disk_observer()
        observer.context = Unmanaged.passUnretained(self).toOpaque()
        observer.before = { ObservedDisk.of($0)?.before($1.pointee) ?? SQLITE_OK }
        observer.after = { ObservedDisk.of($0)?.after($1.pointee, $2) }
        observer.sleep = { context, _ in ObservedDisk.of(context)?.sleep() }
        observer.now_milliseconds = { _ in 1_800_000_000_000 }
        observer.randomness = { _, count, target in
            target.initializeMemory(as: UInt8.self, repeating: 7, count: Int(count))
        }
        return simulated_disk_install(path("."), &observer)
    }

    private static func of(_ context: UnsafeMutableRawPointer?) -> ObservedDisk? {
        context.map { Unmanaged<ObservedDisk>.fromOpaque($0).takeUnretainedValue() }
    }

    private func before(_ access: disk_access) -> Int32 {
        let access = Access(access.file, access.operation, at: access.offset)
        requests.append(access)
        return decide(requests.count - 1, access)
    }

    private func after(_ access: disk_access, _ result: Int32) {
        if result == SQLITE_OK { results.append(Access(access.file, access.operation, at: access.offset)) }
    }

    private func sleep() {
        sleeps += 1
        // A waiting test has no other way to fail: its connection gets the lock never.
        try? whileWaiting()
    }
}
