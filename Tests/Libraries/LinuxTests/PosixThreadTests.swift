import Glibc
import Linux
import Synchronization
import TestSupport
import Testing

struct PosixThreadTests {
    @Test func `waits in join until the thread has ended`() throws {
        let hasRun = Flag()
        let thread = try PosixThread(stackBytes: 256 << 10) {
            PosixThread.sleep(for: .milliseconds(20))
            hasRun.raise()
        }
        thread.join()
        #expect(hasRun.isRaised)
    }

    @Test func `runs a detached thread`() throws {
        let ends = Mutex((Int32(-1), Int32(-1)))
        var pipes: [Int32] = [-1, -1]
        try #require(pipe(&pipes) == 0)
        ends.withLock { $0 = (pipes[0], pipes[1]) }
        try PosixThread { close(ends.withLock(\.1)) }.detach()
        // Ends when the thread has closed the other end.
        #expect(try DescriptorIO.readToEnd(pipes[0], maxBytes: 1) == [])
        close(pipes[0])
    }

    @Test func `refuses a stack smaller than the system allows`() {
        #expect(throws: SystemError("pthread_attr_setstacksize", code: EINVAL)) {
            _ = try PosixThread(stackBytes: 1) {}
        }
    }

    @Test func `sleeps at least as long as asked, and not at all for less than zero`() {
        let start = ContinuousClock.now
        PosixThread.sleep(for: .milliseconds(20))
        #expect(ContinuousClock.now - start >= .milliseconds(19))
        PosixThread.sleep(for: .seconds(-1))
    }
}
