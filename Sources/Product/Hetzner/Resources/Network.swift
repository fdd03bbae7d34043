/// A network in CIDR notation, equal to every other way of writing it (RFC 4291 section 2.2, RFC 5952).
enum Network: Hashable {
    case ipv4(bytes: [UInt8], prefix: Int)
    case ipv6(groups: [UInt16], prefix: Int)
    /// Not one that we can read: equal only to itself.
    case other(String)

    init(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        if parts.count == 2, let prefix = Int(parts[1]) {
            if let bytes = ipv4Bytes(parts[0]), 0...32 ~= prefix {
                self = .ipv4(bytes: bytes, prefix: prefix)
                return
            }
            if let groups = ipv6Groups(parts[0]), 0...128 ~= prefix {
                self = .ipv6(groups: groups, prefix: prefix)
                return
            }
        }
        self = .other(text)
    }
}

private func ipv4Bytes(_ text: Substring) -> [UInt8]? {
    let bytes = text.split(separator: ".", omittingEmptySubsequences: false).compactMap { UInt8($0) }
    return bytes.count == 4 && text.count { $0 == "." } == 3 ? bytes : nil
}

private func ipv6Groups(_ text: Substring) -> [UInt16]? {
    let halves = text.split(separator: "::", maxSplits: 1, omittingEmptySubsequences: false).map(groups)
    guard let head = halves[0] else { return nil }
    guard halves.count == 2 else { return head.count == 8 ? head : nil }
    guard let tail = halves[1], head.count + tail.count < 8 else { return nil }
    return head + [UInt16](repeating: 0, count: 8 - head.count - tail.count) + tail
}

/// What stands on one side of `::`; the last may be an IPv4 address.
private func groups(_ text: Substring) -> [UInt16]? {
    guard !text.isEmpty else { return [] }
    var groups: [UInt16] = []
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    for (index, part) in parts.enumerated() {
        if index == parts.count - 1, let bytes = ipv4Bytes(part) {
            groups += [UInt16(bytes[0]) << 8 | UInt16(bytes[1]), UInt16(bytes[2]) << 8 | UInt16(bytes[3])]
        } else if (1...4).contains(part.count), let group = UInt16(part, radix: 16) {
            groups.append(group)
        } else {
            return nil
        }
    }
    return groups
}
