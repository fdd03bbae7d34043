import Glibc
import Synchronization

/// A search of this process's writable memory, including freed memory that is still mapped.
package enum ProcessMemory {
    /// The lock of a search, whose window holds copies of everything that another one would find.
    private static let search = Mutex(())

    /// The number of occurrences of these bytes, themselves included.
    package static func count(of needle: UnsafeRawBufferPointer) throws -> Int {
        try search.withLock { _ in try countAlone(needle) }
    }

    private static func countAlone(_ needle: UnsafeRawBufferPointer) throws -> Int {
        let memory = open("/proc/self/mem", O_RDONLY | O_CLOEXEC)
        guard memory >= 0 else { throw SocketFailure(operation: "open /proc/self/mem", code: errno) }
        defer { close(memory) }
        let window = Window(byteCount: 1 << 20)
        return try writableRegions().reduce(0) { $0 + window.count(of: needle, in: $1, of: memory) }
    }

    private static func writableRegions() throws -> [Range<UInt>] {
        let maps = try ProgramRun("/bin/cat", "/proc/\(getpid())/maps").output
        return maps.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            let bounds = words[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
            guard words[1].hasPrefix("rw"), bounds.count == 2 else { return nil }
            return bounds[0]..<bounds[1]
        }
    }
}

/// A part of the memory copied out for the search, which leaves the copy itself out.
private final class Window {
    private let bytes: UnsafeMutableRawPointer
    private let byteCount: Int

    init(byteCount: Int) {
        self.byteCount = byteCount
        bytes = .allocate(byteCount: byteCount, alignment: 16)
    }

    deinit {
        memset(bytes, 0, byteCount)
        bytes.deallocate()
    }

    func count(of needle: UnsafeRawBufferPointer, in region: Range<UInt>, of memory: Int32) -> Int {
        let own = UInt(bitPattern: bytes)..<(UInt(bitPattern: bytes) + UInt(byteCount))
        var total = 0
        var start = region.lowerBound
        while start < region.upperBound {
            let copied = pread(memory, bytes, min(byteCount, Int(region.upperBound - start)), Int(start))
            guard copied > 0 else { return total }
            total += positions(of: needle, in: copied).count { !own.contains(start + UInt($0)) }
            // The parts overlap, so that nothing hides across their border.
            guard copied == byteCount else { return total }
            start += UInt(copied - needle.count + 1)
        }
        return total
    }

    private func positions(of needle: UnsafeRawBufferPointer, in count: Int) -> [Int] {
        guard let pattern = needle.baseAddress, needle.count > 0 else { return [] }
        var positions: [Int] = []
        var offset = 0
        while offset + needle.count <= count,
            let found = memchr(bytes + offset, Int32(needle[0]), count - needle.count + 1 - offset)
        {
            offset = bytes.distance(to: found) + 1
            if memcmp(found, pattern, needle.count) == 0 { positions.append(offset - 1) }
        }
        return positions
    }
}
