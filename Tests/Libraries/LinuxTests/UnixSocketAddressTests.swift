import Glibc
import Linux
import TestSupport
import Testing

struct UnixSocketAddressTests {
    @Test func `takes a path of the greatest length whole and refuses a longer one`() throws {
        let longest = String(repeating: "a", count: UnixSocketAddress.maxPathBytes)
        let address = try #require(UnixSocketAddress(longest))
        let path = address.withSocketAddress { pointer, length in
            pointer.withMemoryRebound(to: sockaddr_un.self, capacity: 1) { address in
                var path = address.pointee.sun_path
                return withUnsafeBytes(of: &path) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            }
        }
        #expect(path == longest)
        #expect(UnixSocketAddress(longest + "a") == nil)
    }

    @Test func `binds a socket at the path`() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path("s")
        let address = try #require(UnixSocketAddress(path))
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        defer { close(descriptor) }
        #expect(address.withSocketAddress { bind(descriptor, $0, $1) } == 0)
        #expect(access(path, F_OK) == 0)
    }
}
