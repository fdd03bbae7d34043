import Linux

/// The http or https address of a site or an API: scheme, host, port and path, without user, query or fragment
/// (RFC 3986).
package struct BaseURL: Sendable, Equatable {
    private static let maxBytes = 500

    /// True when the scheme is https.
    package let isSecure: Bool
    /// Lower case; an IPv6 address without its brackets.
    package let host: String
    /// The port that was given; nil for the scheme's own.
    package let port: UInt16?
    /// From the first slash, without one at its end; empty for a site.
    package let path: String

    /// Reads `https://cloud.example.org`, `http://127.0.0.1:8080` or `https://api.example.org/v1`, with or without
    /// slashes at the end. Nil for another scheme, a user, query, fragment, quote or space, or a host or port that is
    /// none.
    package init?(_ text: String) {
        let isSecure = text.hasPrefix("https://")
        guard isSecure || text.hasPrefix("http://"), text.utf8.count <= Self.maxBytes,
            text.utf8.allSatisfy(Self.isAllowed)
        else { return nil }
        let rest = text.dropFirst(isSecure ? 8 : 7)
        let authority = rest.prefix { $0 != "/" }
        guard let (host, port) = Self.hostAndPort(authority) else { return nil }
        var path = rest.dropFirst(authority.count)
        while path.last == "/" { path.removeLast() }
        self.isSecure = isSecure
        self.host = host
        self.port = port
        self.path = String(path)
    }

    /// As `init(_:)`, and nil for an address with a path.
    package init?(site text: String) {
        self.init(text)
        guard path.isEmpty else { return nil }
    }

    /// The address with its host in lower case and no slash at the end.
    package var text: String { "\(scheme)://\(bracketedHost)\(port.map { ":\($0)" } ?? "")\(path)" }

    /// As browsers write it into `Origin`: lower case, without the path and the scheme's default port.
    package var origin: String {
        let isDefault = port == nil || port == (isSecure ? 443 : 80)
        return "\(scheme)://\(bracketedHost)\(isDefault ? "" : port.map { ":\($0)" } ?? "")"
    }

    /// True when a password may travel there: by TLS, or within a machine or a private network.
    package var isSafe: Bool {
        isSecure || host == "localhost" || IPAddress(host)?.isLoopbackOrPrivate == true
    }

    private var scheme: String { isSecure ? "https" : "http" }
    private var bracketedHost: String { host.contains(":") ? "[\(host)]" : host }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        byte > 32 && byte < 127 && !"\"'<>\\^`{|}?#@".utf8.contains(byte)
    }

    /// A name, an IPv4 address or a bracketed IPv6 address, and a port when there is one (RFC 3986 section 3.2).
    private static func hostAndPort(_ authority: Substring) -> (host: String, port: UInt16?)? {
        var host = authority
        var port: UInt16?
        if let colon = authority.lastIndex(of: ":"), authority.last != "]" {
            let digits = authority[colon...].dropFirst()
            guard digits.allSatisfy(\.isNumber), let number = UInt16(digits), number > 0 else { return nil }
            port = number
            host = authority[..<colon]
        }
        if host.first == "[", host.last == "]" {
            let address = host.dropFirst().dropLast().lowercased()
            return IPAddress(address)?.isIPv6 == true ? (address, port) : nil
        }
        let isName = host.utf8.allSatisfy { byte in
            (97...122).contains(byte | 0x20) || (48...57).contains(byte) || byte == 45 || byte == 46
        }
        return host.isEmpty || !isName ? nil : (host.lowercased(), port)
    }
}
