/// An http or https address, taken apart as far as the configuration needs (RFC 3986).
struct WebAddress {
    let isSecure: Bool
    /// Lower case; IPv6 addresses without their brackets.
    let host: String
    /// `https://host[:port]`.
    let origin: String
    /// From the first slash, without one at its end.
    let path: String

    /// Nil for what is no such address, and for one with a user, query, fragment, quote or space.
    init?(_ text: String) {
        let secure = text.hasPrefix("https://")
        guard secure || text.hasPrefix("http://"), text.utf8.count <= 500 else { return nil }
        let forbidden = text.utf8.contains { byte in
            byte <= 32 || byte >= 127 || "\"'<>\\^`{|}?#@".utf8.contains(byte)
        }
        guard !forbidden else { return nil }
        let rest = text.dropFirst(secure ? 8 : 7)
        let authority = rest.prefix { $0 != "/" }
        guard let host = Self.host(of: authority) else { return nil }
        isSecure = secure
        self.host = host
        origin = (secure ? "https://" : "http://") + authority.lowercased()
        var path = rest.dropFirst(authority.count)
        while path.last == "/" { path = path.dropLast() }
        self.path = String(path)
    }

    /// Whether a password may travel there: by TLS, or where only the machine's own network listens.
    var isSafe: Bool {
        isSecure || host == "localhost" || Network.isLoopbackOrPrivate(host)
    }

    private static func host(of authority: Substring) -> String? {
        var name = authority
        if let colon = authority.lastIndex(of: ":"), authority.last != "]" {
            let port = authority[authority.index(after: colon)...]
            guard let number = UInt16(port), number > 0 else { return nil }
            name = authority[..<colon]
        }
        if name.first == "[", name.last == "]" {
            let address = String(name.dropFirst().dropLast())
            return Network(address + "/128") == nil ? nil : address.lowercased()
        }
        let isName = name.utf8.allSatisfy { byte in
            (97...122).contains(byte | 0x20) || (48...57).contains(byte) || byte == 45 || byte == 46
        }
        return name.isEmpty || !isName ? nil : name.lowercased()
    }
}
