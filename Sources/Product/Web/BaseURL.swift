/// The address under which customers reach the site: scheme, host and port, without a path.
package struct BaseURL: Sendable, Equatable {
    /// As browsers write it into `Origin`: lower case, without the scheme's default port.
    package let origin: String
    /// Whether the scheme is https, which decides on the cookies' `Secure` and `__Host-`.
    package let isSecure: Bool

    /// Reads `https://cloud.example.org` or `http://127.0.0.1:8080`, with or without a final slash. Nil for
    /// another scheme, a path, a query, a user name, or a host or port that is none.
    package init?(_ text: String) {
        let lowered = text.lowercased()
        guard let (scheme, defaultPort) = Self.schemes.first(where: { lowered.hasPrefix($0.prefix) }) else {
            return nil
        }
        var authority = lowered.dropFirst(scheme.count)
        if authority.hasSuffix("/") { authority = authority.dropLast() }
        let hostEnd = Self.hostEnd(in: authority)
        guard Self.isHost(authority[..<hostEnd]), Self.isPort(authority[hostEnd...]) else { return nil }
        let isDefaultPort = authority[hostEnd...] == defaultPort
        origin = scheme + (isDefaultPort ? authority[..<hostEnd] : authority)
        isSecure = scheme == "https://"
    }

    private static let schemes = [(prefix: "https://", port: ":443"), (prefix: "http://", port: ":80")]

    /// Behind the bracket of an IPv6 address, else before the port's colon.
    private static func hostEnd(in authority: Substring) -> Substring.Index {
        guard authority.hasPrefix("[") else { return authority.firstIndex(of: ":") ?? authority.endIndex }
        return authority.firstIndex(of: "]").map(authority.index(after:)) ?? authority.endIndex
    }

    /// A name, an IPv4 address or a bracketed IPv6 address (RFC 3986 section 3.2.2).
    private static func isHost(_ text: Substring) -> Bool {
        if text.hasPrefix("[") {
            let address = text.dropFirst().dropLast()
            return text.hasSuffix("]") && address.contains(":")
                && address.utf8.allSatisfy { $0.isASCIIHexDigit || $0 == UInt8(ascii: ":") }
        }
        return !text.isEmpty
            && text.utf8.allSatisfy {
                $0.isASCIILetter || $0.isASCIIDigit || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-")
            }
    }

    /// Nothing, or a colon and a port.
    private static func isPort(_ text: Substring) -> Bool {
        let digits = text.dropFirst()
        return text.isEmpty
            || (text.first == ":" && digits.utf8.count <= 5 && digits.utf8.allSatisfy(\.isASCIIDigit)
                && (1...65535).contains(Int(digits) ?? 0))
    }
}
