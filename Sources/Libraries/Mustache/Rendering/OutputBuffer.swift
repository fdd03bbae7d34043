/// Collects a rendering directly in the caller's array.
///
/// Only here does the engine write through a pointer. That is sound because of three facts: the pointer is to the
/// array's own spare capacity and used only inside `append(addingCapacity:)`; `count` never passes `capacity`, which
/// the only function that writes checks; and what does not fit goes to an ordinary array, which is appended at the end.
/// A caller that reuses its array has enough capacity after the first rendering.
struct OutputBuffer: ~Copyable {
    /// The limit for a rendering, far beyond any page: a longer one includes itself again and again.
    static let maxBytes = 64 << 20

    /// Nil for an array without spare capacity, which has no memory to point at.
    private let start: UnsafeMutablePointer<UInt8>?
    private var capacity: Int
    private var count = 0
    private var overflow: [UInt8] = []
    /// True when there would be more than `maxBytes`; everything after it is dropped.
    private(set) var isFull = false

    /// Appends to `bytes` what `body` writes; nothing when it throws. Reserves capacity for `expected` bytes first.
    static func append(
        to bytes: inout [UInt8], expected: Int,
        _ body: (consuming OutputBuffer) throws(TemplateError) -> OutputBuffer
    ) throws(TemplateError) {
        var overflow: [UInt8] = []
        let capacity = max(expected, bytes.capacity - bytes.count)
        try bytes.append(addingCapacity: capacity) { (span: inout OutputSpan<UInt8>) throws(TemplateError) in
            try span.withUnsafeMutableBufferPointer { (buffer, initializedCount) throws(TemplateError) in
                let output = try body(OutputBuffer(buffer))
                initializedCount = output.count
                overflow = output.overflow
            }
        }
        bytes += overflow
    }

    private init(_ spare: UnsafeMutableBufferPointer<UInt8>) {
        start = spare.baseAddress
        capacity = spare.count
    }

    /// Writes all of `bytes`.
    @inline(__always)
    mutating func write(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let start, let source = bytes.baseAddress, bytes.count <= capacity - count else {
            return spill(bytes)
        }
        (start + count).update(from: source, count: bytes.count)
        count += bytes.count
    }

    @inline(never)
    private mutating func spill(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard !bytes.isEmpty else { return }
        // Later bytes must come after these, so none may fit in the caller's array any more.
        capacity = count
        isFull = isFull || overflow.count + bytes.count > Self.maxBytes
        if !isFull { overflow += bytes }
    }
}
