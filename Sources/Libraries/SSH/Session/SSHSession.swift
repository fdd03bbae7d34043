import CLibSSH2
import Crypto
import Glibc

/// One connection to a server that has the pinned host key. Belongs to one thread.
///
/// Everything is done without blocking in libssh2, against a deadline for the whole connection.
package struct SSHSession: ~Copyable {
    /// The limit of bytes read from one server.
    package static let maxReceivedBytes = 64 << 20

    let socket: TCPSocket
    let pointer: OpaquePointer
    let gate: ReceiveGate

    private init(socket: consuming TCPSocket, pointer: OpaquePointer, gate: ReceiveGate) {
        self.socket = socket
        self.pointer = pointer
        self.gate = gate
    }

    deinit {
        // With the socket shut down, nothing that libssh2 would still send can make this wait.
        socket.shutDown()
        libssh2_session_free(pointer)
    }

    /// Connects and exchanges keys. Until this returns, nothing secret was sent to the server.
    ///
    /// `deadline` holds for the whole life of the session.
    /// - Throws: `.connectFailed`, `.handshakeFailed`, `.hostKeyMismatch`, `.connectionLost`, `.timedOut`.
    package static func connect(
        to host: RemoteHost, deadline: ContinuousClock.Instant, maxReceivedBytes: Int = maxReceivedBytes
    ) throws(SSHError) -> SSHSession {
        guard LibSSH2.isStarted else { throw SSHError(.library, .connect, "libssh2 does not start") }
        let socket = try TCPSocket.connect(to: host.address, port: host.port, deadline: deadline)
        let gate = ReceiveGate(deadline: deadline, maxBytes: maxReceivedBytes)
        guard let pointer = libssh2_session_init_ex(nil, nil, nil, Unmanaged.passUnretained(gate).toOpaque())
        else {
            throw SSHError(.library, .connect, "libssh2 creates no session")
        }
        let session = SSHSession(socket: socket, pointer: pointer, gate: gate)
        libssh2_session_set_blocking(pointer, 0)
        clibssh2_set_receive(pointer, ReceiveGate.receive)
        try session.handshake(hostKey: host.hostKey)
        return session
    }

    /// Repeats the call until it has nothing left to wait for and returns its result, which is not EAGAIN.
    borrowing func finish(_ phase: SSHError.Phase, _ call: () -> Int32) throws(SSHError) -> Int32 {
        while true {
            let result = call()
            guard result == LIBSSH2_ERROR_EAGAIN else { return result }
            try wait(phase)
        }
    }

    /// Waits until libssh2's last call can go on.
    borrowing func wait(_ phase: SSHError.Phase) throws(SSHError) {
        guard socket.wait(for: Int16(isSending ? POLLOUT : POLLIN), until: gate.deadline) else {
            throw timedOut(phase)
        }
    }

    /// True when libssh2's last call holds a packet that is sent in part. Only the same call, repeated, sends the
    /// rest: any other would be refused (-39).
    var isSending: Bool {
        libssh2_session_block_directions(pointer) & LIBSSH2_SESSION_BLOCK_OUTBOUND != 0
    }

    borrowing func timedOut(_ phase: SSHError.Phase) -> SSHError {
        SSHError(.timedOut, phase, code: Int(LIBSSH2_ERROR_TIMEOUT), "not done in time")
    }

    /// The error for a failed call, with libssh2's own message.
    borrowing func failure(_ code: Int32, _ phase: SSHError.Phase, otherwise kind: SSHError.Kind) -> SSHError
    {
        if gate.isExhausted { return SSHError(.tooMuchReceived, phase, "the server sends too much") }
        if ContinuousClock.now >= gate.deadline { return timedOut(phase) }
        var text: UnsafeMutablePointer<CChar>?
        libssh2_session_last_error(pointer, &text, nil, 0)
        let message = text.map { String(cString: $0) } ?? ""
        let isLost = LibSSH2.isConnectionLost(code)
        return SSHError(isLost ? .connectionLost : kind, phase, code: Int(code), message)
    }
}
