import Glibc
import Logging
import Time

/// Builds one line: fields separated by spaces, ended by a line feed, written by one call.
struct LogLine {
    /// The limit of a value; a longer one is cut, so that nobody can flood the journal through one field.
    static let maxValueBytes = 2048

    private(set) var bytes: [UInt8] = []

    init() {
        bytes.reserveCapacity(256)
    }

    mutating func appendHead(_ time: Instant, level: Logger.Level, event: String) {
        bytes += "ts=".utf8
        time.appendRFC3339WithMilliseconds(to: &bytes)
        append(key: "level", value: level.rawValue)
        append(key: "event", value: event)
    }

    mutating func append(key: String, value: String) {
        if !bytes.isEmpty { bytes.append(UInt8(ascii: " ")) }
        appendKey(key)
        bytes.append(UInt8(ascii: "="))
        appendValue(value)
    }

    /// One `write` for the whole line: the kernel does not mix it with other threads' and processes' lines.
    mutating func write(to descriptor: Int32) {
        bytes.append(UInt8(ascii: "\n"))
        bytes.withUnsafeBytes { line in
            // A failure is ignored: a full disk or a closed pipe must not stop the work.
            while Glibc.write(descriptor, line.baseAddress, line.count) < 0, errno == EINTR {}
        }
    }

    private mutating func appendKey(_ key: String) {
        if Self.isBare(key) {
            append(key)
        } else {
            bytes += key.utf8.map { Self.isBare($0) ? $0 : UInt8(ascii: "_") }
        }
    }

    private mutating func appendValue(_ value: String) {
        if value.utf8.count <= Self.maxValueBytes, !value.isEmpty, Self.isBare(value) {
            append(value)
        } else {
            appendQuoted(value, upTo: Self.maxValueBytes)
        }
    }

    private mutating func append(_ text: String) {
        if text.utf8.withContiguousStorageIfAvailable({ bytes.append(contentsOf: $0) }) == nil {
            bytes += text.utf8
        }
    }

    private static func isBare(_ text: String) -> Bool {
        // Over the bytes where they lie: several times faster than the string's own iterator.
        text.utf8.withContiguousStorageIfAvailable { $0.allSatisfy(isBare) } ?? text.utf8.allSatisfy(isBare)
    }

    private static func isBare(_ byte: UInt8) -> Bool {
        byte > UInt8(ascii: " ") && byte < 0x7F
            && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "=") && byte != UInt8(ascii: "\\")
    }

    private mutating func appendQuoted(_ value: String, upTo limit: Int) {
        bytes.append(UInt8(ascii: "\""))
        let start = bytes.count
        for scalar in value.unicodeScalars {
            if bytes.count - start > limit {
                bytes += "…".utf8
                break
            }
            appendEscaped(scalar)
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func appendEscaped(_ scalar: Unicode.Scalar) {
        switch scalar {
        case "\"": bytes += "\\\"".utf8
        case "\\": bytes += "\\\\".utf8
        case "\n": bytes += "\\n".utf8
        case "\r": bytes += "\\r".utf8
        case "\t": bytes += "\\t".utf8
        case _ where Self.isInvisible(scalar): bytes += "\\u{\(String(scalar.value, radix: 16))}".utf8
        default: bytes += UTF8.encode(scalar).map { Array($0) } ?? []
        }
    }

    /// True for a character that a terminal would execute rather than show: control characters, line and paragraph
    /// separators, and format characters, which turn the direction of text.
    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7F }
        return switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
