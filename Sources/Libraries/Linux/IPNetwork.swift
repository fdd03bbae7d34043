import Glibc

/// An IPv4 or IPv6 address. Equal to every other way of writing it.
package struct IPAddress: Hashable, Sendable {
    /// 4 or 16 bytes, the first number first.
    package let bytes: [UInt8]

    /// Reads `192.0.2.7` or `2001:db8::7`, in any of RFC 4291's forms. Nil for anything else.
    package init?(_ text: String) {
        var buffer = [UInt8](repeating: 0, count: 16)
        // C would not see what stands behind a zero.
        if text.utf8.contains(0) {
            return nil
        } else if inet_pton(AF_INET, text, &buffer) == 1 {
            bytes = Array(buffer.prefix(4))
        } else if inet_pton(AF_INET6, text, &buffer) == 1 {
            bytes = buffer
        } else {
            return nil
        }
    }

    package var isIPv6: Bool { bytes.count == 16 }

    /// The canonical form (RFC 5952).
    package var text: String {
        var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        inet_ntop(isIPv6 ? AF_INET6 : AF_INET, bytes, &buffer, socklen_t(buffer.count))
        return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// Loopback, private or link-local: 127/8, 10/8, 172.16/12, 192.168/16, 169.254/16, ::1, fc00::/7, fe80::/10.
    package var isLoopbackOrPrivate: Bool {
        guard isIPv6 else {
            return bytes[0] == 127 || bytes[0] == 10 || (bytes[0] == 172 && bytes[1] & 0xF0 == 16)
                || (bytes[0] == 192 && bytes[1] == 168) || (bytes[0] == 169 && bytes[1] == 254)
        }
        return bytes == [UInt8](repeating: 0, count: 15) + [1] || bytes[0] & 0xFE == 0xFC
            || (bytes[0] == 0xFE && bytes[1] & 0xC0 == 0x80)
    }
}

/// An address range in CIDR notation (RFC 4632, RFC 4291). Bits behind the prefix are kept.
package struct IPNetwork: Hashable, Sendable {
    package let address: IPAddress
    package let prefixLength: Int

    /// Reads an address, a slash and the prefix's length. Nil for anything else.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, let address = IPAddress(parts[0]), let length = UInt8(parts[1]),
            String(length) == parts[1], Int(length) <= address.bytes.count * 8
        else { return nil }
        self.address = address
        prefixLength = Int(length)
    }

    /// The address in canonical form, a slash and the prefix's length.
    package var text: String { "\(address.text)/\(prefixLength)" }
}
