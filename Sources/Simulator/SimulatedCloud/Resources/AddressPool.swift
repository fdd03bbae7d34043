/// A range of loopback addresses for servers, such as `127.77.0.0/16`. Linux accepts connections on
/// all of 127/8 without set-up.
package struct AddressPool: Equatable, Sendable {
    private let first: UInt32
    private let count: UInt32

    /// Nil unless the text is an IPv4 range inside 127.0.0.0/8 with a prefix of 9 to 30 bits, on its boundary,
    /// and outside 127.0.0.0/16, where other services of this host listen.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let network = Self.number(String(parts[0])), let bits = UInt32(parts[1]),
            (9...30).contains(bits)
        else { return nil }
        let size = UInt32(1) << (32 - bits)
        guard network >> 24 == 127, network % size == 0, network >> 16 != 0x7F00 else { return nil }
        first = network
        count = size
    }

    /// The first address after `last` that is not in `taken`, starting over at the end; nil when all are taken.
    /// The first and the last address of the range are not used, as in a real network.
    func next(after last: String?, taken: Set<String>) -> String? {
        let usable = count - 2
        let offset = last.flatMap(Self.number).map { $0 &- first } ?? 0
        let start = offset < count ? offset : 0
        for step in 0..<usable {
            let candidate = Self.text(first + 1 + (start + step) % usable)
            if !taken.contains(candidate) { return candidate }
        }
        return nil
    }

    private static func number(_ text: String) -> UInt32? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        guard parts.count == 4 else { return nil }
        var number: UInt32 = 0
        for part in parts {
            guard let part else { return nil }
            number = number << 8 | UInt32(part)
        }
        return number
    }

    private static func text(_ number: UInt32) -> String {
        "\(number >> 24).\(number >> 16 & 255).\(number >> 8 & 255).\(number & 255)"
    }
}
