import CSQLite
import CSimulatedDisk
import SQLite
import SeededRandom
import Testing

extension SimulatedDisk {
    @Suite struct PowerLoss {
        @Test func `loses no commit that is durable in full`() throws {
            let disk = try commitAndStop(.full)
            #expect(disk.losePower { _, _ in false } == SQLITE_OK)
            #expect(try numbers(disk.open()) == [1, 2, 3])
        }

        @Test func `loses the commits of normal durability since the last sync`() throws {
            let disk = try commitAndStop(.normal)
            #expect(disk.losePower { _, _ in false } == SQLITE_OK)
            let database = try disk.open()
            #expect(try numbers(database) == [])
            #expect(try integrity(database) == "ok")
        }

        @Test func `leaves everything if every sector survives`() throws {
            let disk = try commitAndStop(.normal)
            #expect(disk.losePower { _, _ in true } == SQLITE_OK)
            #expect(try numbers(disk.open()) == [1, 2, 3])
        }

        @Test func `forgets between two runs`() throws {
            let disk = try commitAndStop(.normal)
            simulated_disk_forget()
            #expect(disk.losePower { _, _ in false } == SQLITE_OK)
            #expect(try numbers(disk.open()) == [1, 2, 3])
        }

        @Test func `happens only when no connection has the files open`() throws {
            let disk = try ObservedDisk()
            let database = try disk.open()
            #expect(disk.losePower { _, _ in false } == SQLITE_MISUSE)
            try create(database)
        }

        @Test func `undoes a truncation as a whole or not at all`() throws {
            let disk = try commitAndStop(.full)
            do {
                let database = try disk.open()
                try database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                #expect(disk.results.contains(ObservedDisk.Access(DISK_WAL, DISK_TRUNCATE)))
                disk.kill(at: 0)
                withExtendedLifetime(database) {}
            }
            disk.restart()
            var asked: [Int64] = []
            // Half of the log would be an older database over a part of the newer one.
            let code = disk.losePower { file, sector in
                if file == DISK_WAL { asked.append(sector) }
                return sector >= 100
            }
            #expect(code == SQLITE_OK)
            #expect(asked == [0])
            #expect(try numbers(disk.open()) == [1, 2, 3])
        }

        @Test(arguments: 1...200)
        func `leaves whole transactions, in their order, whatever survives`(seed: UInt64) throws {
            var run = try PowerLossRun(seed: seed)
            for _ in 1...3 { try run.run() }
        }

        /// The table is durable, the three commits as much as asked for; nothing is checkpointed.
        private func commitAndStop(_ durability: Database.Durability) throws -> ObservedDisk {
            let disk = try ObservedDisk()
            try create(try disk.open())
            do {
                let database = try disk.open(durability: durability)
                for number in 1...3 { try commit(number, database) }
                disk.kill(at: 0)
                withExtendedLifetime(database) {}
            }
            disk.restart()
            return disk
        }
    }
}

/// Random transactions and checkpoints by two connections until both are killed at a random operation.
private struct PowerLossRun {
    private let disk: ObservedDisk
    private var random: SeededRandom
    private var started = 0
    /// The last transaction that must be there.
    private var durable = 0

    init(seed: UInt64) throws {
        disk = try ObservedDisk()
        random = SeededRandom(seed: seed)
        try create(try disk.open())
    }

    /// Ends with a power loss, and checks what is left of this run and those before it.
    mutating func run() throws {
        disk.kill(at: Int.random(in: 10...400, using: &random))
        let durability: Database.Durability = random.oneIn(2) ? .full : .normal
        // A killed connection throws, wherever it was.
        try? work(durability)
        disk.restart()
        var random = self.random
        let share = Int.random(in: 1...8, using: &random)
        #expect(disk.losePower { _, _ in random.oneIn(share) } == SQLITE_OK)
        self.random = random
        try check()
    }

    private mutating func work(_ durability: Database.Durability) throws {
        let connections = [try disk.open(durability: durability), try disk.open(durability: durability)]
        for _ in 1...60 {
            let connection = random.pick(connections)
            switch Int.random(in: 0..<10, using: &random) {
            case 0: try connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
            case 1: try connection.execute("PRAGMA wal_checkpoint(RESTART)")
            case 2: try connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            case 3 where random.oneIn(4): try connection.execute("VACUUM")
            default:
                started += 1
                try commit(started, connection)
                if durability == .full { durable = started }
            }
        }
    }

    private mutating func check() throws {
        let database = try disk.open()
        #expect(try integrity(database) == "ok")
        let found = try numbers(database)
        #expect(found == Array(1..<(found.count + 1)))
        #expect(found.count >= durable && found.count <= started)
        // What is lost is written again, so that the next run goes on without a gap.
        started = found.count
        durable = found.count
    }
}
