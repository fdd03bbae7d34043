import HTTP

/// One thread's request ids: 16 hex digits, unique in this process and, but for chance, among processes. They are no
/// secret.
struct RequestIDs {
    private var counter: UInt64

    /// Starts from the process's random number and the thread's index.
    init(base: UInt64, thread: Int) {
        counter = base &+ UInt64(thread) << 40
    }

    mutating func next() -> String {
        counter &+= 1
        return Self.hex(Self.mixed(counter))
    }

    /// SplitMix64's finalizer: one to one, so numbers that differ stay different (Steele, Lea and Flood,
    /// "Fast Splittable Pseudorandom Number Generators").
    private static func mixed(_ number: UInt64) -> UInt64 {
        var mixed = number
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }

    private static func hex(_ number: UInt64) -> String {
        String(unsafeUninitializedCapacity: 16) { digits in
            for index in 0..<16 {
                let value = UInt8(truncatingIfNeeded: number >> (60 - 4 * index)) & 15
                digits[index] = value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
            }
            return 16
        }
    }
}
