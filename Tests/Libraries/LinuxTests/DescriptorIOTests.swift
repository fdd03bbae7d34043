import Glibc
import Linux
import TestSupport
import Testing

struct DescriptorIOTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    @Test(arguments: [0, 1, 64 << 10, (200 << 10) + 1])
    func `reads what it wrote, up to the limit`(count: Int) throws {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
        let descriptor = open(directory.path("file"), O_RDWR | O_CREAT, 0o600)
        defer { close(descriptor) }
        try DescriptorIO.write(bytes, to: descriptor)
        lseek(descriptor, 0, SEEK_SET)
        #expect(try DescriptorIO.readToEnd(descriptor, maxBytes: count) == bytes)
        lseek(descriptor, 0, SEEK_SET)
        #expect(try DescriptorIO.readToEnd(descriptor, maxBytes: count - 1) == nil || count == 0)
    }

    @Test func `throws a failure with its errno`() {
        #expect(throws: SystemError("read", code: EBADF)) { _ = try DescriptorIO.readToEnd(-1, maxBytes: 1) }
        #expect(throws: SystemError("write", code: EBADF)) { try DescriptorIO.write([1], to: -1) }
    }

    @Test func `reads the target of a symbolic link, and the own program by /proc`() throws {
        try #require(symlink("some/where", directory.path("link")) == 0)
        #expect(try SymbolicLink.target(of: directory.path("link")) == "some/where")
        #expect(try SymbolicLink.ownExecutable().hasPrefix("/"))
        let missing = directory.path("missing")
        #expect(throws: SystemError("read \(missing)", code: ENOENT)) {
            _ = try SymbolicLink.target(of: missing)
        }
    }
}
