import Foundation
import TestSupport
import Testing

@testable import SQLite

/// What a connection knows of its file.
struct DatabaseFileTests {
    private let directory: TemporaryDirectory
    private let path: String

    init() throws {
        directory = try TemporaryDirectory()
        path = directory.path("test.sqlite")
        try Database(path: path).execute("CREATE TABLE t (b BLOB)")
    }

    @Test
    func `reads while another connection writes for as long as it likes, also when it is opened meanwhile`()
        throws
    {
        let open = try Database(path: path, busyTimeout: .zero)
        try Database(path: path).write {
            for database in [open, try Database(path: path, busyTimeout: .zero)] {
                #expect(try database.rows("SELECT * FROM t") { _ in }.isEmpty)
                #expect(try database.read { try database.rows("SELECT * FROM t") { _ in } }.isEmpty)
            }
        }
    }

    @Test func `a file that is moved, deleted or replaced is not written to any more`() throws {
        let files = FileManager.default
        let database = try Database(path: path)
        func expectMoved(_ isMoved: Bool, _ state: String) {
            #expect(database.hasMoved == isMoved, "\(state)")
            let isProven = (try? database.proveWritable()) != nil
            let isWritten = (try? database.write { try database.execute("DELETE FROM t") }) != nil
            #expect(isProven == !isMoved && isWritten == !isMoved, "\(state)")
        }
        expectMoved(false, "as opened")
        try files.moveItem(atPath: path, toPath: directory.path("elsewhere"))
        expectMoved(true, "moved")
        try files.copyItem(atPath: directory.path("elsewhere"), toPath: path)
        expectMoved(true, "replaced")
        #expect(database.isLogInPlace)
        try files.removeItem(atPath: path + "-shm")
        #expect(!database.isLogInPlace)
        try files.removeItem(atPath: path)
        expectMoved(true, "deleted")
        try files.moveItem(atPath: directory.path("elsewhere"), toPath: path)
        expectMoved(false, "put back")
    }

    @Test func `refuses to make a file where it has to be there`() throws {
        #expect(throws: SQLiteError.self) {
            try Database(path: directory.path("missing"), ifMissing: .refused)
        }
        #expect(!FileManager.default.fileExists(atPath: directory.path("missing")))
    }

    @Test func `a full disk is seen although its locks can be taken, and that it isn't full any more`() throws
    {
        let disk = try SmallDisk(megabytes: 2)
        let database = try Database(path: disk.path("test.sqlite"))
        try database.proveWritable()
        try disk.fill()
        try database.write {}
        let error = #expect(throws: SQLiteError.self) { for _ in 0..<20 { try database.proveWritable() } }
        #expect(error?.isUnavailable == true)
        disk.empty()
        try database.proveWritable()
    }

    @Test func `a file that could only be read can be written once no connection of before is open any more`()
        throws
    {
        let disk = try SmallDisk(megabytes: 2)
        let copy = disk.path("test.sqlite")
        let source = try Database(path: path)
        for end in ["", "-wal", "-shm"] {
            try FileManager.default.copyItem(atPath: path + end, toPath: copy + end)
        }
        withExtendedLifetime(source) {}
        try disk.makeReadOnly()
        do {
            let database = try Database(path: copy)
            #expect(database.isReadOnly)
            #expect(try database.rows("SELECT * FROM t") { _ in }.isEmpty)
            let error = #expect(throws: SQLiteError.self) { try database.proveWritable() }
            #expect(error?.isUnavailable == true)
            try disk.makeWritable()
            #expect(throws: SQLiteError.self) { try database.proveWritable() }
            let another = try Database(path: copy)
            #expect(!another.isReadOnly)
            #expect(throws: SQLiteError.self) { try another.proveWritable() }
        }
        try Database(path: copy).proveWritable()
    }
}
