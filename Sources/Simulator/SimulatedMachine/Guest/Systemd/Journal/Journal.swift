import Glibc
import Synchronization

/// The machine's journal: a file with one line for each entry, written by the service manager only. Readable for
/// root and the group systemd-journal, as the real one is.
final class Journal: Sendable {
    static let file = "/var/log/journal/machine.journal"
    /// The length in bytes at which journald splits a line.
    static let lineLimit = 48 << 10
    /// The size in bytes after which entries are dropped: a service that restarts for ever must not fill the memory.
    private static let sizeLimit = 16 << 20
    private let size = Mutex(0)

    init() throws(MachineError) {
        try File.createDirectory("/var/log/journal")
        try File.append([], to: Journal.file, mode: 0o640)
        chown(Journal.file, 0, try UnixUser.groupID(named: "systemd-journal") ?? 0)
    }

    /// Appends an entry. Any thread may call it.
    func add(_ entry: JournalEntry) {
        size.withLock { size in
            let line = Array((entry.line + "\n").utf8)
            size += line.count
            guard size < Journal.sizeLimit else { return }
            // There is no other place to report that the journal can't be written.
            try? File.append(line, to: Journal.file, mode: 0o640)
        }
    }

    /// Appends a message of systemd itself about a unit.
    func log(_ unit: String, _ message: String) {
        add(JournalEntry(unit: unit, identifier: "systemd", processID: 1, message: message))
    }
}
