import Glibc
import Synchronization

/// Copies the output of a service's processes into the journal, line by line.
final class ServiceOutput: Sendable {
    /// The named pipe to which the processes write.
    let path: String
    private let unit: String
    private let journal: Journal
    private let source = Mutex((identifier: "", processID: Int32(0)))

    /// Creates the pipe and a thread that reads it until the machine ends.
    init(unit: String, journal: Journal) throws(MachineError) {
        self.unit = unit
        self.journal = journal
        path = "/run/systemd/journal/" + unit
        try File.createDirectory("/run/systemd/journal")
        guard mkfifo(path, 0o600) == 0 || errno == EEXIST else { throw .system("create", path) }
        // Opened for writing too, so that reading does not end with the last process.
        let descriptor = open(path, O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system("open", path) }
        try startThread { self.readLines(descriptor) }
    }

    /// Sets the identifier and process id for all lines from now on.
    func setSource(identifier: String, processID: Int32) {
        source.withLock { $0 = (identifier, processID) }
    }

    private func readLines(_ descriptor: Int32) {
        var pending: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else {
                pause(.milliseconds(100))
                continue
            }
            pending += buffer[..<count]
            while let newline = pending.firstIndex(of: UInt8(ascii: "\n")) {
                add(pending[..<newline])
                pending.removeSubrange(...newline)
            }
            if pending.count > Journal.lineLimit {
                add(pending[...])
                pending = []
            }
        }
    }

    private func add(_ line: ArraySlice<UInt8>) {
        let (identifier, processID) = source.withLock { $0 }
        let message = String(decoding: line, as: UTF8.self)
        journal.add(JournalEntry(unit: unit, identifier: identifier, processID: processID, message: message))
    }
}
