import Glibc

/// An address range in CIDR notation (RFC 4632, RFC 4291).
struct Network {
    /// The address in canonical form (RFC 5952), a slash and the prefix's length.
    let text: String
    private let address: [UInt8]

    /// Nil unless `text` is an IPv4 or IPv6 address, a slash and a prefix length. Host bits may be set.
    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let bits = UInt8(parts[1]), let address = Self.parse(String(parts[0])),
            Int(bits) <= address.count * 8
        else { return nil }
        self.address = address
        self.text = "\(Self.canonical(address))/\(bits)"
    }

    /// Loopback, private or link-local: 127/8, 10/8, 172.16/12, 192.168/16, 169.254/16, ::1, fc00::/7, fe80::/10.
    static func isLoopbackOrPrivate(_ host: String) -> Bool {
        guard let address = parse(host) else { return false }
        if address.count == 4 {
            return address[0] == 127 || address[0] == 10 || (address[0] == 172 && address[1] & 0xF0 == 16)
                || (address[0] == 192 && address[1] == 168) || (address[0] == 169 && address[1] == 254)
        }
        return address == [UInt8](repeating: 0, count: 15) + [1] || address[0] & 0xFE == 0xFC
            || (address[0] == 0xFE && address[1] & 0xC0 == 0x80)
    }

    private static func parse(_ text: String) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, text, &bytes) == 1 { return Array(bytes.prefix(4)) }
        return inet_pton(AF_INET6, text, &bytes) == 1 ? bytes : nil
    }

    private static func canonical(_ address: [UInt8]) -> String {
        var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let family = address.count == 4 ? AF_INET : AF_INET6
        inet_ntop(family, address, &buffer, socklen_t(buffer.count))
        return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
