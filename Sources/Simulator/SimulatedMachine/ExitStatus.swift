/// How a process ended, from what `waitpid` says.
struct ExitStatus: Equatable, Sendable {
    let code: Int32
    /// The signal that ended it, or nil when it exited by itself.
    let signal: Int32?

    init(code: Int32) {
        self.code = code
        signal = nil
    }

    init(waitStatus: Int32) {
        let lowBits = waitStatus & 0x7f
        signal = lowBits == 0 ? nil : lowBits
        code = lowBits == 0 ? (waitStatus >> 8) & 0xff : 0
    }

    var isSuccess: Bool { signal == nil && code == 0 }
}
