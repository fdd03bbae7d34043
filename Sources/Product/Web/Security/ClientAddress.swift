/// The part of a client's address that attempts are counted by.
enum ClientAddress {
    /// Returns an IPv4 address as it is, and the network of 64 bits of an IPv6 address, since one customer of a
    /// provider can use every address of that network.
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
