import CSQLite
import CSimulatedDisk
import SeededRandom
import Time

/// What SQLite does to its files, seen and decided: where others may run, what is refused, and what a power loss leaves.
///
/// Only the thread with the baton uses it, hence `@unchecked Sendable`.
final class Disk: @unchecked Sendable {
    private static let writeSlot = Int64(DISK_SLOT_WRITER.rawValue)
    private static let firstReadSlot = Int64(DISK_SLOT_READER.rawValue)

    /// Every write is refused for want of space.
    var isFull = false
    /// Called after each commit of a process.
    var onCommit: (_ database: String, SimulatedThread) -> Void = { _, _ in }

    private let scheduler: Scheduler
    private let decisions: Decisions
    private let swarm: Swarm
    private let coverage: Coverage
    private let entropy: UnsafeMutablePointer<UInt64>

    init(_ scheduler: Scheduler, _ decisions: Decisions, _ swarm: Swarm, _ coverage: Coverage, seed: UInt64) {
        self.scheduler = scheduler
        self.decisions = decisions
        self.swarm = swarm
        self.coverage = coverage
        entropy = .allocate(capacity: 1)
        entropy.initialize(to: seed)
    }

    deinit {
        entropy.deallocate()
    }

    /// Sees the files below that directory from now on, and until another disk does.
    func install(directory: String) {
        var observer = disk_observer(
            context: Unmanaged.passUnretained(self).toOpaque(),
            before: { context, access in Disk.of(context).before(access.pointee) },
            after: { context, access, result in Disk.of(context).after(access.pointee, result) },
            sleep: { context, microseconds in Disk.of(context).sleep(microseconds) },
            now_milliseconds: { context in Disk.of(context).scheduler.now.milliseconds },
            randomness: { context, count, target in Disk.of(context).fill(target, count) })
        guard simulated_disk_install(directory, &observer) == SQLITE_OK else {
            preconditionFailure("SQLite takes no file system")
        }
    }

    private static func of(_ context: UnsafeMutableRawPointer?) -> Disk {
        guard let context else { preconditionFailure("the simulated disk has no context") }
        return Unmanaged<Disk>.fromOpaque(context).takeUnretainedValue()
    }

    // MARK: What SQLite asks for

    private func before(_ access: disk_access) -> Int32 {
        guard let thread = scheduler.current else { return SQLITE_OK }
        guard thread.process.isAlive else { return Self.refusal(ofTheDead: access.operation) }
        switch access.operation {
        case DISK_SHM_LOCK_EXCLUSIVE where access.offset == Self.writeSlot:
            guard scheduler.point(.sqliteWriteLock) else { return Self.refusal(ofTheDead: access.operation) }
        case DISK_SHM_LOCK_SHARED where access.offset >= Self.firstReadSlot && !thread.isInTransaction:
            guard scheduler.point(.sqliteRead) else { return Self.refusal(ofTheDead: access.operation) }
        case DISK_WRITE where isFull: return SQLITE_FULL
        case DISK_WRITE where access.file == DISK_WAL:
            if fault(.diskFull, thread) { return SQLITE_FULL }
            if fault(.diskError, thread) { return simulated_disk_error(access.operation) }
        case DISK_SYNC:
            if fault(.diskError, thread) { return simulated_disk_error(access.operation) }
            if fault(.slowSync, thread) { scheduler.pause(for: .seconds(3)) }
            guard scheduler.point(.sqliteSync) else { return Self.refusal(ofTheDead: access.operation) }
        default: break
        }
        return SQLITE_OK
    }

    private func after(_ access: disk_access, _ result: Int32) {
        guard result == SQLITE_OK, let thread = scheduler.current else { return }
        switch access.operation {
        case DISK_SHM_LOCK_EXCLUSIVE where access.offset == Self.writeSlot:
            thread.isInTransaction = true
            thread.hasWritten = false
        case DISK_WRITE where access.file == DISK_WAL: thread.hasWritten = true
        case DISK_SHM_UNLOCK_EXCLUSIVE where access.offset == Self.writeSlot:
            thread.isInTransaction = false
            guard thread.process.isAlive, thread.hasWritten else { return }
            thread.hasWritten = false
            onCommit(String(cString: access.path), thread)
            scheduler.point(.sqliteCommitted)
        default: break
        }
    }

    /// The busy handler waits here for another connection's lock.
    private func sleep(_ microseconds: Int32) {
        if scheduler.current == nil { preconditionFailure("what only looks waits for a lock") }
        scheduler.point(.sqliteBusy)
        scheduler.pause(for: .milliseconds(max(1, Int64(microseconds) / 1000)))
    }

    private func fill(_ target: UnsafeMutableRawPointer, _ count: Int32) {
        var random = SeededRandom(seed: entropy.pointee)
        for index in 0..<Int(count) {
            target.storeBytes(
                of: UInt8(truncatingIfNeeded: random.next()), toByteOffset: index, as: UInt8.self)
        }
        entropy.pointee = random.next()
    }

    private static func refusal(ofTheDead operation: disk_operation) -> Int32 {
        switch operation {
        case DISK_READ: SQLITE_OK
        case DISK_OPEN: SQLITE_CANTOPEN
        default: simulated_disk_error(operation)
        }
    }

    private func fault(_ fault: SimulationFault, _ thread: SimulatedThread) -> Bool {
        guard swarm.allows(fault) else { return false }
        let value = decisions.choose(thread.scope.next(.diskFault), share: swarm.diskFaults) { _ in
            fault.rawValue
        }
        guard value == fault.rawValue else { return false }
        coverage.count(fault)
        return true
    }

    // MARK: Files as a whole

    /// What was not synced is lost, or not, sector by sector. Nothing may have the database open.
    func losePower(_ database: String, _ scope: Scope) {
        var random = decisions.random(scope.next(.diskFault))
        withUnsafeMutablePointer(to: &random) { random in
            let code = simulated_disk_lose_power(
                database,
                { context, _, _ in
                    guard let random = context?.assumingMemoryBound(to: SeededRandom.self) else { return 0 }
                    return random.pointee.oneIn(2) ? 1 : 0
                }, random)
            guard code == SQLITE_OK else { preconditionFailure("the power loss failed with \(code)") }
        }
    }

    /// A run is over: nothing is unsynced any more.
    func forget() {
        simulated_disk_forget()
    }

    /// Copies the database file and its log as they are.
    func copy(_ database: String, to target: String) {
        guard simulated_disk_copy(database, target) == SQLITE_OK else {
            preconditionFailure("can't copy \(database)")
        }
    }
}
