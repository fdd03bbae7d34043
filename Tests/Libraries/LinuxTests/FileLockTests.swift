import Glibc
import Linux
import TestSupport
import Testing

struct FileLockTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    @Test func `refuses a second holder until the first releases the lock`() throws {
        let path = directory.path("lock")
        var first = try FileLock(file: path)
        #expect(first != nil)
        #expect(try FileLock(file: path) == nil)
        first = nil
        #expect(try FileLock(file: path) != nil)
    }

    @Test func `gives the lock to a waiting holder when the first releases it`() throws {
        let path = directory.path("")
        let thread: PosixThread
        do {
            let first = try #require(try FileLock(directory: path))
            thread = try PosixThread {
                #expect(throws: Never.self) {
                    try #require(try FileLock(directory: path, within: .seconds(60)) != nil)
                }
            }
            #expect(try FileLock(directory: path) == nil)
            withExtendedLifetime(first) {}
        }
        thread.join()
    }

    @Test func `names a path that can't be locked`() throws {
        let path = directory.path("missing/lock")
        #expect(throws: SystemError("open \(path)", code: ENOENT)) { _ = try FileLock(file: path) }
        #expect(throws: SystemError("open \(path)", code: ENOENT)) { _ = try FileLock(directory: path) }
    }
}
