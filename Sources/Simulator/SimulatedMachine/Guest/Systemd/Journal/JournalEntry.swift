import Glibc

/// One entry of the journal.
struct JournalEntry: Equatable {
    let microsecondsSince1970: Int
    let unit: String
    let identifier: String
    let processID: Int32
    let message: String

    /// An entry with the current time.
    init(unit: String, identifier: String, processID: Int32, message: String) {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        microsecondsSince1970 = now.tv_sec * 1_000_000 + now.tv_nsec / 1000
        self.unit = unit
        self.identifier = identifier
        self.processID = processID
        self.message = message
    }

    /// The entry as a line of the journal file: fields separated by tabs, the message last.
    var line: String {
        "\(microsecondsSince1970)\t\(unit)\t\(identifier)\t\(processID)\t\(message)"
    }

    /// Parses a line of the journal file; nil when it is incomplete.
    init?(line: Substring) {
        let fields = line.split(separator: "\t", maxSplits: 4, omittingEmptySubsequences: false)
        guard fields.count == 5, let instant = Int(fields[0]), let processID = Int32(fields[3]) else {
            return nil
        }
        microsecondsSince1970 = instant
        unit = String(fields[1])
        identifier = String(fields[2])
        self.processID = processID
        message = String(fields[4])
    }

    /// The line that `journalctl -o short` prints.
    func short(host: String) -> String {
        var instant = time_t(microsecondsSince1970 / 1_000_000)
        var parts = tm()
        localtime_r(&instant, &parts)
        var buffer = [CChar](repeating: 0, count: 32)
        let count = strftime(&buffer, buffer.count, "%b %d %H:%M:%S", &parts)
        let time = String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
        return "\(time) \(host) \(identifier)[\(processID)]: \(message)"
    }
}
