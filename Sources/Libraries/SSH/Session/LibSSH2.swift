import CLibSSH2
import Glibc

/// The library as a whole.
enum LibSSH2 {
    /// Starts the library, once in the process: libssh2 counts its starts without a lock, and Swift runs this
    /// initializer under one. A broken connection must not end the process by SIGPIPE either.
    static let isStarted: Bool = {
        signal(SIGPIPE, SIG_IGN)
        return libssh2_init(0) == 0
    }()

    /// True when this version turns an `ssh-rsa` key into an rsa-sha2 signature by itself, as 1.11 does.
    static let upgradesRSASignatures = libssh2_version(0x01_0b_00) != nil

    /// True for the code of a connection that is lost.
    static func isConnectionLost(_ code: Int32) -> Bool {
        [
            LIBSSH2_ERROR_SOCKET_NONE, LIBSSH2_ERROR_BANNER_RECV, LIBSSH2_ERROR_BANNER_SEND,
            LIBSSH2_ERROR_SOCKET_SEND, LIBSSH2_ERROR_SOCKET_RECV, LIBSSH2_ERROR_SOCKET_DISCONNECT,
        ].contains(code)
    }
}

/// Limits what one connection receives. libssh2 reads for as long as bytes keep coming, within a single call of ours;
/// it reads through this gate, so that a server which never stops sending can't hold us beyond the deadline.
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
