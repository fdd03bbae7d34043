/// Keeps the end of a stream.
struct TailBuffer {
    let maxBytes: Int
    private var bytes: [UInt8] = []
    private(set) var hasDropped = false

    init(maxBytes: Int) {
        self.maxBytes = maxBytes
    }

    mutating func append(_ more: some Collection<UInt8>) {
        bytes += more
        // Only now and then, so that a long stream is not moved byte by byte.
        if bytes.count > 2 * maxBytes { drop() }
    }

    /// Removes the line break that precedes a marker.
    mutating func removeLastLineBreak() {
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
    }

    /// The end as text. When something was dropped, it begins with a whole line: the rest of a cut one might be
    /// the rest of a secret, which nobody would recognize.
    var text: String {
        var tail = self
        if tail.bytes.count > maxBytes { tail.drop() }
        guard tail.hasDropped else { return String(decoding: tail.bytes, as: UTF8.self) }
        let lineEnd = tail.bytes.firstIndex(of: UInt8(ascii: "\n")) ?? tail.bytes.endIndex - 1
        return String(decoding: tail.bytes[(lineEnd + 1)...], as: UTF8.self)
    }

    private mutating func drop() {
        bytes.removeFirst(bytes.count - maxBytes)
        hasDropped = true
    }
}
