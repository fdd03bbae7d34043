import CSQLite
import Glibc

/// The file behind a connection. SQLite opens it once: what becomes of its name, its permissions and its disk later shows
/// only when somebody looks.
extension Database {
    /// True when there is another file at the path now, or none: what this connection writes is seen by nobody who opens
    /// the path, and mixes its log with theirs.
    package var hasMoved: Bool {
        var result: Int32 = 0
        return sqlite3_file_control(handle, "main", SQLITE_FCNTL_HAS_MOVED, &result) == SQLITE_OK
            && result != 0
    }

    /// True when the log beside the path is still the one of this connection. A file that was put in the place of its own
    /// must not be opened then: SQLite would take that log for the new file's, and lay its pages over it.
    package var isLogInPlace: Bool {
        logIndex != nil && logIndex == Self.logIndex(of: handle)
    }

    /// True when the file could only be read when it was opened. It stays so, whatever becomes of the file.
    package var isReadOnly: Bool {
        sqlite3_db_readonly(handle, "main") == 1
    }

    /// Throws unless the file is still the one at the path and one page more can be written to its disk. SQLite's locks
    /// prove neither: they are taken in a file that is deleted, full or read-only too.
    package func proveWritable() throws {
        try write { try setSchemaVersion(schemaVersion()) }
    }

    func requireFile() throws(SQLiteError) {
        guard !hasMoved else {
            throw SQLiteError(
                operation: "begin", code: SQLITE_READONLY_DBMOVED,
                message: "the database's file was moved, deleted or replaced", sql: "")
        }
    }

    /// The number of the file in which the log's index is shared; nil when there is none.
    static func logIndex(of handle: OpaquePointer) -> ino_t? {
        var status = stat()
        guard let path = path(of: handle), stat(path + "-shm", &status) == 0 else { return nil }
        return status.st_ino
    }

    /// The absolute path of the connection's file; nil for a database in memory.
    private static func path(of handle: OpaquePointer) -> String? {
        let path = sqlite3_db_filename(handle, "main").map { String(cString: $0) }
        return path?.isEmpty == true ? nil : path
    }

    /// The directory of that file.
    static func directory(of handle: OpaquePointer) -> String? {
        guard let path = path(of: handle) else { return nil }
        return path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) }
    }
}

// A computed macro, which Swift does not import.
private let SQLITE_READONLY_DBMOVED = SQLITE_READONLY | (4 << 8)
