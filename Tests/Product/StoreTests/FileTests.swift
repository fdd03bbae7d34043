import Crypto
import Foundation
import ProductSupport
import SQLite
import Store
import TestSupport
import Testing

/// What a store does when its file is another one, or could only be read.
struct FileTests {
    private let files = FileManager.default
    private let test: TestStore

    init() throws {
        test = try TestStore()
    }

    /// A copy of the database with one more user, as a backup is one.
    private func copy(named name: String) throws -> String {
        let path = test.path + "-" + name
        try test.withRawDatabase { _ = try $0.execute("VACUUM INTO \(path)") }
        let copy = try Database(path: path)
        try copy.execute("DELETE FROM attempts")
        return path
    }

    private func removeLog() throws {
        for end in ["-wal", "-shm"] { try files.removeItem(atPath: test.path + end) }
    }

    private func put(_ path: String) throws {
        guard rename(path, test.path) == 0 else { throw UnexpectedState() }
    }

    @Test func `a file that was replaced with its log is opened anew, for reading and for writing`() throws {
        for writesFirst in [false, true] {
            let copy = try copy(named: "backup")
            let late = try test.store.addUser(
                email: "late\(writesFirst)@example.org", name: "L", password: .dummy)
            #expect(try test.store.user(late) != nil)
            try removeLog()
            try put(copy)
            if writesFirst { try test.store.clearOut() }
            #expect(try test.store.user(late) == nil, "it is not in the backup")
            let added = try test.store.addUser(
                email: "new\(writesFirst)@example.org", name: "N", password: .dummy)
            #expect(try test.another().user(added) != nil, "others see what is written now")
            try test.store.checkHealth()
        }
    }

    @Test
    func `a file that was replaced beside its old log is used no more, and its operator is told what to do`()
        throws
    {
        let copy = try copy(named: "backup")
        let user = try test.customer()
        try files.moveItem(atPath: test.path, toPath: test.path + "-old")
        try put(copy)
        for attempt: () throws -> Void in [
            { _ = try self.test.store.user(user) }, { try self.test.store.clearOut() },
            { try self.test.store.checkHealth() },
        ] {
            let error = #expect(throws: StoreError.self) { try attempt() }
            guard case .databaseUnavailable(let detail) = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
            #expect(detail.contains("-wal and -shm") && detail.contains("stop all processes"))
        }
        try put(test.path + "-old")
        #expect(try test.store.user(user) != nil, "put back, it is used again")
        try test.store.checkHealth()
    }

    @Test func `no file is made in the place of one that is gone`() throws {
        try files.moveItem(atPath: test.path, toPath: test.path + "-old")
        try removeLog()
        #expect(throws: StoreError.self) { try test.store.users() }
        #expect(throws: StoreError.self) { try test.store.clearOut() }
        #expect(throws: StoreError.self) { try test.store.checkHealth() }
        #expect(!files.fileExists(atPath: test.path))
    }

    @Test func `a file of another schema is not taken for ours`() throws {
        let copy = try copy(named: "backup")
        try Database(path: copy).setSchemaVersion(3)
        try removeLog()
        try put(copy)
        let error = #expect(throws: StoreError.self) { try test.store.users() }
        #expect(error?.description.contains("schema version 3") == true)
    }

    @Test
    func `a store that was opened while its disk was read-only reads, and writes once it can be written`()
        throws
    {
        let user = try test.customer()
        let disk = try SmallDisk(megabytes: 6)
        for end in ["", "-wal", "-shm"] {
            try files.copyItem(atPath: test.path + end, toPath: disk.path("store.sqlite") + end)
        }
        try disk.makeReadOnly()
        let store = try test.another(path: disk.path("store.sqlite"))
        #expect(try store.user(user) != nil)
        for attempt: () throws -> Void in [{ try store.clearOut() }, { try store.checkHealth() }] {
            let error = #expect(throws: StoreError.self) { try attempt() }
            #expect({ if case .databaseUnavailable = error { true } else { false } }())
        }
        try disk.makeWritable()
        try store.checkHealth()
        try store.clearOut()
        #expect(try store.user(user) != nil)
    }
}
