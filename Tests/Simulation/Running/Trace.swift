import Glibc
import Time

/// One line for each event: its number, time, process, effect and outcome, and a hash over this line and all before it.
/// Two runs are the same when their last hashes are.
final class Trace {
    private static let keptLines = 60

    private(set) var count = 0
    private(set) var hash: UInt64 = StableHash.of("")
    private var last: [String] = []
    private let start: Instant
    private let file: UnsafeMutablePointer<FILE>?

    /// - Parameter file: Receives every line; nil to keep only the last ones.
    init(start: Instant, file: UnsafeMutablePointer<FILE>?) {
        self.start = start
        self.file = file
    }

    func add(at time: Instant, _ who: String, _ what: String) {
        count += 1
        let text = "\(count) \(Self.display(time - start)) \(who) \(what)"
        hash = StableHash.continued(hash, text.utf8)
        let line = "\(text) #\(String(hash, radix: 16))"
        if last.count >= 2 * Self.keptLines { last.removeFirst(Self.keptLines) }
        last.append(line)
        if let file { fputs(line + "\n", file) }
    }

    /// The last lines, oldest first.
    var end: [String] { Array(last.suffix(Self.keptLines)) }

    /// The time in a line; nil for another line than the trace's.
    static func time(ofLine line: String) -> Duration? {
        let words = line.split(separator: " ", maxSplits: 2)
        guard words.count == 3 else { return nil }
        let numbers = words[1].split { !$0.isNumber }.compactMap { Int64($0) }
        guard numbers.count == 5 else { return nil }
        let hours = numbers[0] * 24 + numbers[1]
        return .milliseconds(((hours * 60 + numbers[2]) * 60 + numbers[3]) * 1000 + numbers[4])
    }

    /// Days, hours, minutes and seconds, as `3d04:05:06.789`.
    static func display(_ duration: Duration) -> String {
        let milliseconds = duration.milliseconds
        let seconds = milliseconds / 1000
        func padded(_ number: Int64, _ width: Int = 2) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        return "\(seconds / 86_400)d\(padded(seconds / 3600 % 24)):\(padded(seconds / 60 % 60))"
            + ":\(padded(seconds % 60)).\(padded(milliseconds % 1000, 3))"
    }
}
