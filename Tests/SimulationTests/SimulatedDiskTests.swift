import CSQLite
import CSimulatedDisk
import SQLite
import TestSupport
import Testing

// The disk is the program's: one test uses it at a time, on one thread.
@Suite(.serialized) struct SimulatedDisk {
    @Suite struct Observing {
        private let disk: ObservedDisk

        init() throws {
            disk = try ObservedDisk()
        }

        @Test func `works as the disk of the system does`() throws {
            let writer = try disk.open()
            let reader = try disk.open()
            try create(writer)
            for number in 1...50 { try commit(number, writer) }
            #expect(try numbers(reader) == Array(1...50))
            try writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            try writer.execute("DELETE FROM t WHERE number > 10")
            try writer.execute("VACUUM")
            #expect(try numbers(reader) == Array(1...10))
            #expect(try integrity(reader) == "ok")
        }

        @Test func `doesn't see files of other directories`() throws {
            let elsewhere = try TemporaryDirectory()
            let database = try Database(path: elsewhere.path("test.sqlite"))
            try create(database)
            try commit(1, database)
            #expect(disk.requests.isEmpty)
            #expect(disk.results.isEmpty)
            #expect(try year(database) < 2027)
        }

        @Test func `sees the locks, writes and syncs of a transaction in their order`() throws {
            let database = try disk.open()
            try create(database)
            disk.restart()
            try commit(1, database)
            let reader = Int64(DISK_SLOT_READER.rawValue) + 1
            let expected: [ObservedDisk.Access] = [
                // A reader's slot gets the end of its snapshot under an exclusive lock.
                .init(DISK_SHM, DISK_SHM_LOCK_EXCLUSIVE, at: reader),
                .init(DISK_SHM, DISK_SHM_UNLOCK_EXCLUSIVE, at: reader),
                .init(DISK_SHM, DISK_SHM_LOCK_SHARED, at: reader),
                .init(DISK_SHM, DISK_SHM_LOCK_EXCLUSIVE, at: Int64(DISK_SLOT_WRITER.rawValue)),
                .init(DISK_WAL, DISK_WRITE),
                .init(DISK_WAL, DISK_SYNC),
                .init(DISK_SHM, DISK_SHM_UNLOCK_EXCLUSIVE, at: Int64(DISK_SLOT_WRITER.rawValue)),
                .init(DISK_SHM, DISK_SHM_UNLOCK_SHARED, at: reader),
            ]
            #expect(summary(disk.results) == expected)
            let unlocks = [DISK_SHM_UNLOCK_EXCLUSIVE, DISK_SHM_UNLOCK_SHARED]
            #expect(summary(disk.requests) == expected.filter { !unlocks.contains($0.operation) })
        }

        @Test func `is where a writer waits for another`() throws {
            let holder = try disk.open()
            let waiter = try disk.open()
            try create(holder)
            try holder.execute("BEGIN IMMEDIATE")
            disk.restart()
            disk.whileWaiting = { [unowned disk] in
                if disk.sleeps == 3 { try holder.execute("COMMIT") }
            }
            try commit(1, waiter)
            #expect(disk.sleeps == 3)
            #expect(try numbers(holder) == [1])
        }

        @Test func `lets others work while a process is stopped, wherever it is`() throws {
            let count = try operations(stoppedAt: .max)
            #expect(count > 20)
            for number in 0..<count { _ = try operations(stoppedAt: number) }
        }

        @Test func `gives the time and the randomness`() throws {
            let database = try disk.open()
            #expect(try year(database) == 2027)
            let vfs = try #require(sqlite3_vfs_find(nil))
            var bytes = [CChar](repeating: 0, count: 3)
            #expect(vfs.pointee.xRandomness(vfs, 2, &bytes) == 2)
            #expect(bytes == [7, 7, 0])
        }

        @Test func `refuses a commit on a full disk and works when there is room again`() throws {
            let database = try disk.open()
            try create(database)
            disk.restart { _, access in access.operation == DISK_WRITE ? SQLITE_FULL : SQLITE_OK }
            let error = try #require(throws: SQLiteError.self) { try commit(1, database) }
            #expect(error.code == SQLITE_FULL)
            disk.restart()
            #expect(try numbers(database) == [])
            try commit(2, database)
            #expect(try numbers(database) == [2])
        }

        @Test func `copies a database with all commits, synced or not`() throws {
            let database = try disk.open(durability: .normal)
            try create(database)
            for number in 1...20 { try commit(number, database) }
            #expect(simulated_disk_copy(disk.path, disk.path("copy.sqlite")) == SQLITE_OK)
            try commit(21, database)
            let copy = try disk.open("copy.sqlite")
            #expect(try numbers(copy) == Array(1...20))
            #expect(try integrity(copy) == "ok")
            #expect(simulated_disk_copy(disk.path, disk.path("copy.sqlite")) == SQLITE_MISUSE)
        }

        /// Opens a connection, commits and closes it. Before the operation with that number another connection tries the
        /// same, as if it belonged to another thread. Returns the number of operations.
        private func operations(stoppedAt number: Int) throws -> Int {
            let disk = try ObservedDisk()
            try create(try disk.open())
            var other: Result<Void, any Error>?
            disk.restart { [unowned disk] index, _ in
                if index == number { other = Result { try commit(2, disk.open()) } }
                return SQLITE_OK
            }
            try commit(1, disk.open())
            let count = disk.requests.count
            if number < count, case .failure(let error) = try #require(other) {
                let code = (error as? SQLiteError)?.code
                // The second is for one who waited for the other to rebuild the shared memory.
                #expect(code == SQLITE_BUSY || code == SQLITE_PROTOCOL)
                #expect(disk.sleeps > 0)
                other = nil
            }
            let database = try disk.open()
            #expect(try numbers(database) == (other == nil ? [1] : [1, 2]))
            #expect(try integrity(database) == "ok")
            return count
        }
    }

    /// A process that is killed can do nothing more to its files, and the others go on.
    @Suite struct Killing {
        @Test(arguments: [true, false])
        func `leaves all or nothing of a transaction, wherever the process is killed`(
            isOtherOpen: Bool
        ) throws {
            let count = try operations(killedAt: .max, isOtherOpen: isOtherOpen)
            #expect(count > 20)
            for number in 0..<count { _ = try operations(killedAt: number, isOtherOpen: isOtherOpen) }
        }

        @Test func `leaves all or nothing of a transaction after one error of the disk`() throws {
            let count = try operations(killedAt: .max, isOtherOpen: true)
            for number in 0..<count {
                let disk = try prepared()
                disk.restart { index, access in
                    index == number ? simulated_disk_error(access.operation) : SQLITE_OK
                }
                let isCommitted = (try? commit(2, disk.open())) != nil
                disk.restart()
                try check(try disk.open(), isCommitted: isCommitted)
            }
        }

        /// Opens a connection, commits, closes it, and checks what is left. Returns the number of operations.
        private func operations(killedAt number: Int, isOtherOpen: Bool) throws -> Int {
            let disk = try prepared()
            let other = isOtherOpen ? try disk.open() : nil
            disk.kill(at: number)
            let isCommitted = (try? commit(2, disk.open())) != nil
            let count = disk.requests.count
            disk.restart()
            if let other { try check(other, isCommitted: isCommitted) }
            try check(try disk.open(), isCommitted: isCommitted)
            return count
        }

        private func prepared() throws -> ObservedDisk {
            let disk = try ObservedDisk()
            let database = try disk.open()
            try create(database)
            try commit(1, database)
            return disk
        }

        private func check(_ database: Database, isCommitted: Bool) throws {
            #expect(try integrity(database) == "ok")
            let found = try numbers(database)
            #expect(found == [1, 2] || found == [1] && !isCommitted)
            try commit(3, database)
            try database.execute("DELETE FROM t WHERE number = 3")
        }
    }
}

/// The table of every test here.
func create(_ database: Database) throws {
    try database.execute("CREATE TABLE t (number INTEGER, part INTEGER, text TEXT) STRICT")
    try database.execute("CREATE INDEX by_text ON t (text)")
}

/// Commits three rows of some pages with that number in one transaction.
func commit(_ number: Int, _ database: Database) throws {
    let text = String(repeating: "\(number) ", count: 1000)
    try database.write {
        for part in 1...3 {
            try database.execute("INSERT INTO t VALUES (\(Int64(number)), \(Int64(part)), \(text))")
        }
    }
}

/// The numbers of the transactions of which all rows are there; -1 for one of which only some are.
func numbers(_ database: Database) throws -> [Int] {
    try database.rows("SELECT number, count(*) AS parts FROM t GROUP BY number ORDER BY number") {
        row throws(SQLiteError) in try row.int("parts") == 3 ? Int(try row.int("number")) : -1
    }
}

func integrity(_ database: Database) throws -> String? {
    try database.row("PRAGMA integrity_check") {
        row throws(SQLiteError) in try row.text("integrity_check")
    }
}

private func year(_ database: Database) throws -> Int64 {
    let year = try database.row("SELECT CAST(strftime('%Y', 'now') AS INTEGER) AS year") {
        row throws(SQLiteError) in try row.int("year")
    }
    return try #require(year)
}

/// Writes to one file in succession as one, at 0.
private func summary(_ accesses: [ObservedDisk.Access]) -> [ObservedDisk.Access] {
    accesses.reduce(into: []) { result, access in
        let isWrite = access.operation == DISK_WRITE
        let next = ObservedDisk.Access(access.file, access.operation, at: isWrite ? 0 : access.offset)
        if !isWrite || result.last != next { result.append(next) }
    }
}
