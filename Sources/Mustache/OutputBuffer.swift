/// Collects a rendering straight in the caller's array.
///
/// This is the one place where the engine writes through a pointer. It is sound because of three facts: the
/// pointer is to the array's own spare room and lives only inside `append(addingCapacity:)`; `count` never
/// passes `capacity`, checked by the one function that writes; and what does not fit goes to an ordinary array,
/// appended at the end. A caller who reuses its array has room enough after the first rendering.
struct OutputBuffer: ~Copyable {
    private let start: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private var count = 0
    private var overflow: [UInt8] = []

    /// Appends to `bytes` what `body` writes; nothing when it throws. `expected` bytes get room beforehand.
    static func append(
        to bytes: inout [UInt8], expected: Int,
        _ body: (inout OutputBuffer) throws(TemplateError) -> Void
    ) throws(TemplateError) {
        var overflow: [UInt8] = []
        let room = max(expected, bytes.capacity - bytes.count)
        try bytes.append(addingCapacity: room) { (span: inout OutputSpan<UInt8>) throws(TemplateError) in
            try span.withUnsafeMutableBufferPointer { (buffer, initializedCount) throws(TemplateError) in
                guard let start = buffer.baseAddress else { preconditionFailure("BUG: no room was made") }
                var output = OutputBuffer(start: start, capacity: buffer.count)
                try body(&output)
                initializedCount = output.count
                overflow = output.overflow
            }
        }
        bytes += overflow
    }

    private init(start: UnsafeMutablePointer<UInt8>, capacity: Int) {
        self.start = start
        self.capacity = capacity
    }

    /// Writes all of `bytes`.
    @inline(__always)
    mutating func write(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let source = bytes.baseAddress, bytes.count <= capacity - count else {
            return spill(bytes)
        }
        (start + count).update(from: source, count: bytes.count)
        count += bytes.count
    }

    @inline(never)
    private mutating func spill(_ bytes: UnsafeBufferPointer<UInt8>) {
        // What comes later must come after: no more room in the caller's array.
        if !bytes.isEmpty { capacity = count }
        overflow += bytes
    }
}
