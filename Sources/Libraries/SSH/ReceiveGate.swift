import CLibSSH2
import Glibc

/// What one connection may receive. libssh2 reads for as long as bytes keep coming, within a single call of
/// ours; it reads through here so that a server which never stops sending can't hold us beyond the deadline.
final class ReceiveGate {
    var deadline: ContinuousClock.Instant
    private var remainingBytes: Int

    init(deadline: ContinuousClock.Instant, maxBytes: Int) {
        self.deadline = deadline
        remainingBytes = maxBytes
    }

    var isExhausted: Bool { remainingBytes <= 0 }

    /// libssh2's receive callback; its session's `abstract` is the gate.
    static let receive: clibssh2_receive = { socket, buffer, count, flags, abstract in
        guard let pointer = abstract?.pointee else { return -Int(EINVAL) }
        let gate = Unmanaged<ReceiveGate>.fromOpaque(pointer).takeUnretainedValue()
        guard !gate.isExhausted else { return -Int(EMSGSIZE) }
        guard ContinuousClock.now < gate.deadline else { return -Int(ETIMEDOUT) }
        let received = recv(socket, buffer, count, flags)
        guard received >= 0 else { return -Int(errno) }
        gate.remainingBytes -= received
        return received
    }
}
