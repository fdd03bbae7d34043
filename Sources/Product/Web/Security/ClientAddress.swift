/// The part of a client's address that attempts are counted by.
enum ClientAddress {
    /// An IPv4 address as it is; of an IPv6 address the first 64 bits, since one customer of a provider has
    /// all of them to choose from.
    static func subject(of address: String) -> String {
        guard address.contains(":") else { return address }
        // ::ffff:192.0.2.1 is an IPv4 client on an IPv6 socket.
        if address.contains("."), let last = address.split(separator: ":").last { return String(last) }
        let halves = address.lowercased().split(
            separator: "::", maxSplits: 1, omittingEmptySubsequences: false)
        var groups = halves.first.map(groups) ?? []
        let tail = halves.count == 2 ? Self.groups(halves[1]) : []
        groups += repeatElement("0", count: max(0, 8 - groups.count - tail.count))
        groups += tail
        return groups.prefix(4).joined(separator: ":") + "::/64"
    }

    private static func groups(_ text: Substring) -> [Substring] {
        text.split(separator: ":")
    }
}
