import Foundation
import Glibc

/// A range of loopback addresses for the machines of one site. No other test run gets the same while this exists.
final class MachineNetwork: Sendable {
    struct NoneLeft: Error {}

    /// The range, for example `127.130.7.0/24`.
    let range: String
    private let reservation: Int32

    /// Reserves a random range that no other process has reserved.
    init() throws {
        for _ in 0..<100 {
            let (second, third) = (UInt32.random(in: 100...250), UInt32.random(in: 0...255))
            let network = 127 << 24 | second << 16 | third << 8
            if let socket = Self.reserve(network | 254) {
                range = "127.\(second).\(third).0/24"
                reservation = socket
                return
            }
        }
        throw NoneLeft()
    }

    deinit {
        close(reservation)
    }

    /// Binds a socket to one address of the range, which only one process can do. It receives nothing.
    private static func reserve(_ address: UInt32) -> Int32? {
        let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_addr.s_addr = address.bigEndian
        name.sin_port = UInt16(47_254).bigEndian
        let code = withUnsafeBytes(of: &name) { bytes in
            bind(
                descriptor, bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count))
        }
        if code == 0 { return descriptor }
        close(descriptor)
        return nil
    }
}
