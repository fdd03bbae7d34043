import Glibc
import Linux
import Synchronization
import TestSupport
import Testing

struct PosixThreadTests {
    @Test func `join waits until the thread has ended`() throws {
        let hasRun = Flag()
        let thread = try PosixThread(stackBytes: 256 << 10) {
            PosixThread.sleep(for: .milliseconds(20))
            hasRun.raise()
        }
        thread.join()
        #expect(hasRun.isRaised)
    }

    @Test func `a detached thread runs too`() throws {
        let ends = Mutex((Int32(-1), Int32(-1)))
        var pipes: [Int32] = [-1, -1]
        try #require(pipe(&pipes) == 0)
        ends.withLock { $0 = (pipes[0], pipes[1]) }
        try PosixThread { close(ends.withLock(\.1)) }.detach()
        // Ends when the thread has closed the other end.
        #expect(try DescriptorIO.readToEnd(pipes[0], maxBytes: 1) == [])
        close(pipes[0])
    }

    @Test func `a stack smaller than the system allows is refused`() {
        #expect(throws: SystemError("pthread_attr_setstacksize", code: EINVAL)) {
            _ = try PosixThread(stackBytes: 1) {}
        }
    }

    @Test func `sleeping takes at least the time, and none for less than zero`() {
        let start = ContinuousClock.now
        PosixThread.sleep(for: .milliseconds(20))
        #expect(ContinuousClock.now - start >= .milliseconds(19))
        PosixThread.sleep(for: .seconds(-1))
    }
}
