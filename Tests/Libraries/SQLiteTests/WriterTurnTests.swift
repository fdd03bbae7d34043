import Foundation
import Linux
import TestSupport
import Testing

@testable import SQLite

struct WriterTurnTests {
    private let directory: TemporaryDirectory
    private let path: String

    init() throws {
        directory = try TemporaryDirectory()
        path = directory.path("test.sqlite")
        try Database(path: path).execute("CREATE TABLE t (id INTEGER PRIMARY KEY, writer INTEGER)")
    }

    private func writers() throws -> [Int64] {
        try Database(path: path).rows("SELECT writer FROM t ORDER BY id") { row throws(SQLiteError) in
            try row.int("writer")
        }
    }

    @Test func `writers come in the order in which they asked`() throws {
        let held = try Database(path: path)
        let count = 16
        var threads: [PosixThread] = []
        let path = path
        try held.write {
            for writer in 0..<count {
                threads.append(
                    try PosixThread {
                        #expect(throws: Never.self) {
                            try Database(path: path, busyTimeout: .seconds(600)).write(as: writer)
                        }
                    })
                // The first has its turn and waits for SQLite's lock; the others wait for their turn.
                try #require(
                    try eventually {
                        try directory.holdersOfTurn().count == 1 && directory.waitingForTurn() == writer
                    })
            }
        }
        for thread in threads { thread.join() }
        #expect(try writers() == Array(0..<Int64(count)))
    }

    @Test func `a statement that writes takes its turn too, and one that reads does not`() throws {
        let database = try Database(path: path, busyTimeout: .milliseconds(20))
        let turn = try #require(WriterTurn(directory: directory.url.path))
        #expect(turn.take(within: .seconds(60)))
        #expect(try writers().isEmpty)
        // Half of its time is over then, and it writes.
        try database.execute("INSERT INTO t (writer) VALUES (7)")
        #expect(try eventually { try directory.waitingForTurn() == 1 })
        turn.give()
        #expect(try eventually { try directory.waitingForTurn() == 0 })
        #expect(try writers() == [7])
    }

    @Test func `whoever does not get the turn in time writes without it, and keeps the place`() throws {
        let turn = try #require(WriterTurn(directory: directory.url.path))
        let late = try Database(path: path, busyTimeout: .milliseconds(20))
        #expect(turn.take(within: .zero))
        for writer in 0..<3 { try late.write(as: writer) }
        #expect(
            try eventually { try directory.waitingForTurn() == 1 },
            "one thread waits, however often it was in vain")
        turn.give()
        try late.write(as: 3)
        #expect(try writers() == [0, 1, 2, 3])
        #expect(try eventually { try directory.waitingForTurn() == 0 })
        #expect(turn.take(within: .seconds(60)), "the turn is given back")
        turn.give()
    }

    @Test func `whoever has found the queue blocked does not queue again for a while`() throws {
        let turn = try #require(WriterTurn(directory: directory.url.path))
        let late = try Database(path: path, busyTimeout: .seconds(2))
        #expect(turn.take(within: .zero))
        try late.write(as: 0)
        turn.give()
        #expect(try eventually { try directory.waitingForTurn() == 0 })
        #expect(turn.take(within: .seconds(60)))
        try late.write(as: 1)
        #expect(try directory.waitingForTurn() == 0)
        turn.give()
    }

    @Test func `a connection that is closed while it has a place in the queue leaves it`() throws {
        let turn = try #require(WriterTurn(directory: directory.url.path))
        #expect(turn.take(within: .zero))
        do {
            let late = try Database(path: path, busyTimeout: .milliseconds(20))
            try late.write(as: 0)
        }
        turn.give()
        #expect(turn.take(within: .seconds(60)))
        turn.give()
        #expect(WriterTurn(directory: directory.path("missing")) == nil)
    }

    @Test func `who may not wait does not, and is never made to wait by those who do`() throws {
        let turn = try #require(WriterTurn(directory: directory.url.path))
        #expect(turn.take(within: .zero))
        let database = try Database(path: path, busyTimeout: .seconds(600))
        try database.waiting(atMost: .zero) { try database.write(as: 1) }
        try Database(path: path, busyTimeout: .zero).write(as: 2)
        let other = try Database(path: path)
        try other.write {
            let error = #expect(throws: SQLiteError.self) {
                try database.waiting(atMost: .zero) { try database.write(as: 3) }
            }
            #expect(error?.isBusy == true)
        }
        turn.give()
        #expect(try writers() == [1, 2])
    }
}

extension Database {
    fileprivate func write(as writer: Int) throws {
        try write { try execute("INSERT INTO t (writer) VALUES (\(writer))") }
    }
}
