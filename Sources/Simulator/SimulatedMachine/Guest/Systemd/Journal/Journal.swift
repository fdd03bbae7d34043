import Glibc
import Synchronization

/// The machine's journal: one line an entry, written by the service manager alone. Readable for root and the
/// group systemd-journal, as the real one.
final class Journal: Sendable {
    static let file = "/var/log/journal/machine.journal"
    /// journald's own limit for a line.
    static let lineLimit = 48 << 10
    /// A service in a loop of restarts must not fill the machine's memory.
    private static let sizeLimit = 16 << 20
    private let size = Mutex(0)

    init() throws(MachineError) {
        try File.createDirectory("/var/log/journal")
        try File.write("", to: Journal.file, mode: 0o640)
        chown(Journal.file, 0, try UnixUser.groupID(named: "systemd-journal") ?? 0)
    }

    func add(_ entry: JournalEntry) {
        size.withLock { size in
            let line = Array((entry.line + "\n").utf8)
            size += line.count
            guard size < Journal.sizeLimit else { return }
            // Nobody is there to hear that the journal can't be written.
            try? File.append(line, to: Journal.file, mode: 0o640)
        }
    }

    /// What systemd itself says about a unit.
    func log(_ unit: String, _ message: String) {
        add(JournalEntry(unit: unit, identifier: "systemd", processID: 1, message: message))
    }
}
