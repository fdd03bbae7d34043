import CFastCGI
import Glibc

/// SIGTERM and SIGINT as something to wait for. Must exist before the first thread starts: threads inherit
/// the mask, and a signal that any thread left open would end the process at once.
struct ShutdownSignals: ~Copyable {
    private let descriptor: Int32
    private let previousMask: sigset_t

    init() throws(FastCGIError) {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGTERM)
        sigaddset(&signals, SIGINT)
        var previous = sigset_t()
        let code = pthread_sigmask(SIG_BLOCK, &signals, &previous)
        guard code == 0 else { throw .system(operation: "pthread_sigmask", code: code) }
        let opened = signalfd(-1, &signals, Int32(SFD_CLOEXEC | SFD_NONBLOCK))
        guard opened >= 0 else { throw .last("signalfd") }
        descriptor = opened
        previousMask = previous
    }

    deinit {
        close(descriptor)
        var mask = previousMask
        pthread_sigmask(SIG_SETMASK, &mask, nil)
    }

    /// The event that ended a wait.
    enum Wake {
        case signal, event, deadline
    }

    /// Waits until a signal comes, which is then used up, or `event` is raised, or the deadline passes.
    func wait(or event: Event, until deadline: ContinuousClock.Instant? = nil) -> Wake {
        while true {
            var signal = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            var raised = pollfd(fd: event.descriptor, events: Int16(POLLIN), revents: 0)
            let count = withUnsafeTemporaryAllocation(of: pollfd.self, capacity: 2) { watched in
                watched[0] = signal
                watched[1] = raised
                let count = poll(watched.baseAddress, 2, Self.milliseconds(until: deadline))
                signal = watched[0]
                raised = watched[1]
                return count
            }
            if count == 0 { return .deadline }
            if signal.revents != 0, takeSignal() { return .signal }
            if event.take() > 0 { return .event }
        }
    }

    private func takeSignal() -> Bool {
        var info = signalfd_siginfo()
        return read(descriptor, &info, MemoryLayout.size(ofValue: info)) > 0
    }

    /// As `poll` wants it: -1 waits for ever. Rounded up, so that a wait never ends before its deadline.
    private static func milliseconds(until deadline: ContinuousClock.Instant?) -> Int32 {
        guard let deadline else { return -1 }
        let left = deadline - ContinuousClock.now
        return left <= .zero ? 0 : Int32(clamping: Int64(left / .milliseconds(1)) + 1)
    }
}
