import Foundation
import ProductSupport
import SQLite
import SeededRandom
import Store
import TestSupport
import Testing

/// Commits outlive the process and the power: a writer is killed, and everything that it wrote without waiting for the
/// disk is taken away.
struct PowerLossTests {
    @Test func `a loss of power takes nothing that was committed, and tears nothing`() throws {
        let test = try TestStore()
        let user = try test.customer()
        guard
            case .started(let job) = try test.store.startDeploy(
                of: user, deadline: .seconds(900), by: .customer)
        else { throw UnexpectedState() }
        var random = SeededRandom(seed: 1)
        var committed = 0
        for round in 1...30 {
            let directory = try TemporaryDirectory()
            let writer = try ChildProgram(
                "/usr/bin/env",
                [
                    "LD_PRELOAD=" + Checkout.program("libkill-point.so"),
                    "KILL_POINT_SYNCED=" + directory.path("synced"),
                    Checkout.program("store-writer"), test.path, job.text, "\(committed + 1)",
                ], log: directory.path("log"))
            try #require(try writer.waitForOutput("\n"))
            usleep(.random(in: 0...20_000, using: &random))
            writer.signal(SIGKILL)
            try #require(writer.waitForExit() == 128 + SIGKILL)
            let said = try writer.log().split(separator: "\n").compactMap { Int($0) }
            #expect(said == Array(committed + 1...committed + said.count), "round \(round)")
            committed += said.count
            try Self.loseWhatWasNotSynced(test.path, directory.path("synced"))
            committed = try Self.expectWhole(test, job, atLeast: committed)
        }
        #expect(committed >= 30)
    }

    @Test func `every connection of the store waits for the disk`() throws {
        let test = try TestStore()
        let database = try Database(path: test.path)
        let mode = try database.row("PRAGMA journal_mode") { row throws(SQLiteError) in
            try row.text("journal_mode")
        }
        let level = try database.row("PRAGMA synchronous") { row throws(SQLiteError) in
            try row.int("synchronous")
        }
        // 2 is FULL (https://sqlite.org/pragma.html#pragma_synchronous).
        #expect(mode == "wal" && level == 2)
    }

    /// Cuts the write-ahead log off at the end of what was last written to the disk.
    private static func loseWhatWasNotSynced(_ database: String, _ synced: String) throws {
        let text = try String(contentsOfFile: synced, encoding: .utf8)
        let size = try #require(UInt64(text.trimmingCharacters(in: .whitespacesAndNewlines)))
        let log = try FileHandle(forUpdating: URL(filePath: database + "-wal"))
        defer { try? log.close() }
        guard try log.seekToEnd() > size else { return }
        try log.truncate(atOffset: size)
    }

    /// Checks the file. Returns the number of the last line, which may have been committed without being reported.
    private static func expectWhole(_ test: TestStore, _ job: Job.ID, atLeast said: Int) throws -> Int {
        var verdict = ""
        try test.withRawDatabase { database in
            verdict =
                try database.row("PRAGMA integrity_check") { row throws(SQLiteError) in
                    try row.text("integrity_check")
                } ?? ""
        }
        #expect(verdict == "ok")
        let committed = try test.another().events(of: job).filter { $0.kind == .retried }.compactMap {
            $0.detail.flatMap { Int($0) }
        }
        #expect(
            committed == Array(1...committed.count) && committed.count >= said && committed.count <= said + 1)
        return committed.count
    }
}
