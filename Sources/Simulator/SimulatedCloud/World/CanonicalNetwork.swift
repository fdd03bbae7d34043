import Glibc

/// A network in CIDR notation as the service gives it back: IPv6 in RFC 5952's form, bits behind the prefix
/// kept. Nil for what is no such network; the prefix is required.
func canonicalNetwork(_ text: String) -> String? {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, let bits = UInt8(parts[1]), String(bits) == parts[1] else { return nil }
    var ipv4 = in_addr()
    if inet_pton(AF_INET, parts[0], &ipv4) == 1 { return bits <= 32 ? text : nil }
    var ipv6 = in6_addr()
    guard inet_pton(AF_INET6, parts[0], &ipv6) == 1, bits <= 128 else { return nil }
    var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    guard inet_ntop(AF_INET6, &ipv6, &buffer, socklen_t(buffer.count)) != nil else { return nil }
    let address = String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    return "\(address)/\(bits)"
}
