import Glibc
import Linux
import TestSupport
import Testing

struct ServiceManagerTests {
    /// A socket that receives what is sent to the address.
    private func listen(at address: UnixSocketAddress) throws -> Int32 {
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        try #require(descriptor >= 0)
        try #require(address.withSocketAddress { bind(descriptor, $0, $1) } == 0)
        return descriptor
    }

    private func receive(_ descriptor: Int32) -> String {
        let bytes = [UInt8](unsafeUninitializedCapacity: 100) { buffer, count in
            count = max(0, recv(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT)))
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func `is told at a path, one message a datagram`() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path("notify")
        let listener = try listen(at: try #require(UnixSocketAddress(path)))
        defer { close(listener) }
        let manager = try #require(ServiceManager(socket: path))
        try manager.tell(.ready)
        try manager.tell(.alive)
        #expect(receive(listener) == "READY=1")
        #expect(receive(listener) == "WATCHDOG=1")
    }

    @Test(arguments: [1, 20, UnixSocketAddress.maxPathBytes])
    func `is told at an abstract name of each length`(length: Int) throws {
        let name = String("\(getpid())-\(length)-".prefix(length - 1)) + "x"
        let padded = name + String(repeating: "n", count: length - name.utf8.count)
        let listener = try listen(at: try #require(UnixSocketAddress(abstract: padded)))
        defer { close(listener) }
        try #require(ServiceManager(socket: "@" + padded)).tell(.ready)
        #expect(receive(listener) == "READY=1")
    }

    @Test(arguments: ["", "@", "/", "relative", "vsock:1:2", "/" + String(repeating: "a", count: 107)])
    func `there is none at no address, nor at one of another kind`(address: String) {
        #expect(ServiceManager(socket: address) == nil)
    }

    @Test func `a manager that is gone is an error with the address`() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path("nobody")
        #expect(throws: SystemError("sendto \(path)", code: ENOENT)) {
            try #require(ServiceManager(socket: path)).tell(.alive)
        }
    }
}
