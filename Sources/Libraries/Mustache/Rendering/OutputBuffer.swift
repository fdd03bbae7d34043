/// Collects a rendering straight in the caller's array.
///
/// This is the one place where the engine writes through a pointer. It is sound because of three facts: the
/// pointer is to the array's own spare room and used only inside `append(addingCapacity:)`; `count` never passes
/// `capacity`, which the one function that writes checks; and what does not fit goes to an ordinary array,
/// appended at the end. A caller who reuses its array has room enough after the first rendering.
struct OutputBuffer: ~Copyable {
    /// Far beyond any page; what renders to more includes itself over and over.
    static let maxBytes = 64 << 20

    /// Nil for an array without room, which has no memory to point at.
    private let start: UnsafeMutablePointer<UInt8>?
    private var capacity: Int
    private var count = 0
    private var overflow: [UInt8] = []
    /// Set when there would be more than `maxBytes`; what comes after is dropped.
    private(set) var isFull = false

    /// Appends to `bytes` what `body` writes; nothing when it throws. `expected` bytes get room beforehand.
    static func append(
        to bytes: inout [UInt8], expected: Int,
        _ body: (consuming OutputBuffer) throws(TemplateError) -> OutputBuffer
    ) throws(TemplateError) {
        var overflow: [UInt8] = []
        let room = max(expected, bytes.capacity - bytes.count)
        try bytes.append(addingCapacity: room) { (span: inout OutputSpan<UInt8>) throws(TemplateError) in
            try span.withUnsafeMutableBufferPointer { (buffer, initializedCount) throws(TemplateError) in
                let output = try body(OutputBuffer(buffer))
                initializedCount = output.count
                overflow = output.overflow
            }
        }
        bytes += overflow
    }

    private init(_ room: UnsafeMutableBufferPointer<UInt8>) {
        start = room.baseAddress
        capacity = room.count
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
        // What comes later must come after: no more room in the caller's array.
        capacity = count
        isFull = isFull || overflow.count + bytes.count > Self.maxBytes
        if !isFull { overflow += bytes }
    }
}
