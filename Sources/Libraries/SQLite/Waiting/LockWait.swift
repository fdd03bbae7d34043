import CSQLite

/// What a connection does while another one has a lock that it needs.
final class LockWait {
    /// The longest wait, by the pauses that were asked for; each takes a little longer.
    private var limit: Duration
    /// The place in the queue of those who write; nil for none.
    var turn: WriterTurn?
    private let vfs: UnsafeMutablePointer<sqlite3_vfs>?
    /// The time that the current wait has taken, and the part of it before this connection's turn.
    private var waited: Duration = .zero
    private var waitedForTurn: Duration = .zero
    /// The end of the time in which this connection doesn't queue, since the queue was blocked.
    private var unqueuedUntil = ContinuousClock.now
    /// The wait after which the queue counts as blocked: many times what sixteen writers take for a turn each.
    private static let blockage = Duration.seconds(1)
    private static let unqueuedTime = Duration.seconds(60)

    init(_ handle: OpaquePointer, limit: Duration) {
        self.limit = limit
        var vfs: UnsafeMutablePointer<sqlite3_vfs>?
        sqlite3_file_control(handle, "main", SQLITE_FCNTL_VFS_POINTER, &vfs)
        self.vfs = vfs
    }

    /// Makes SQLite call `pause` wherever it meets a lock. This object has to live as long as the connection.
    func install(in handle: OpaquePointer) {
        sqlite3_busy_handler(
            handle,
            { context, tries in
                guard let context else { return 0 }
                return Unmanaged<LockWait>.fromOpaque(context).takeUnretainedValue().pause(tries) ? 1 : 0
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    /// Calls `body`, which asks for SQLite's write lock, when it is this connection's turn. The turn ends with `body`:
    /// it is the right to wait for the lock, not the lock.
    ///
    /// Without it, whoever came last would be first, since SQLite pauses longer the longer it waits; and whoever has just
    /// written would be next, since the others sleep. A process that is stopped while it has the turn costs the others
    /// half of their time once a minute, not their write.
    func inTurn<Value>(_ body: () throws(SQLiteError) -> Value) throws(SQLiteError) -> Value {
        let start = ContinuousClock.now
        guard limit > .zero, let turn, start >= unqueuedUntil else { return try body() }
        let hasTurn = turn.take(within: limit / 2)
        waitedForTurn = .now - start
        if !hasTurn, waitedForTurn >= Self.blockage { unqueuedUntil = .now + Self.unqueuedTime }
        defer {
            waitedForTurn = .zero
            if hasTurn { turn.give() }
        }
        return try body()
    }

    /// Calls `body`, in which no lock is waited for longer than that: for zero, one that another connection has is an
    /// error at once.
    func limiting<Value>(to limit: Duration, _ body: () throws -> Value) rethrows -> Value {
        let before = self.limit
        self.limit = min(limit, before)
        defer { self.limit = before }
        return try body()
    }

    /// Waits for a moment; false when there is no time left. Short transactions are over soon, and those that aren't are
    /// asked for less often, never more than a sixteenth of the wait too late.
    private func pause(_ tries: Int32) -> Bool {
        if tries == 0 { waited = waitedForTurn }
        guard waited < limit, let vfs else { return false }
        let pause = min(max(waited / 16, .microseconds(500)), .milliseconds(25))
        let slept = vfs.pointee.xSleep(vfs, Int32(pause / .microseconds(1)))
        waited += .microseconds(slept)
        return true
    }
}
