import Glibc
import Linux

/// A connected, non-blocking TCP socket, shut down and closed at its end.
struct TCPSocket: ~Copyable {
    let descriptor: Int32

    private init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit {
        shutDown()
        close(descriptor)
    }

    static func connect(
        to address: String, port: UInt16, deadline: ContinuousClock.Instant
    ) throws(SSHError) -> TCPSocket {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(address, String(port), &hints, &found) == 0, let target = found?.pointee else {
            throw SSHError(.connectFailed, .connect, code: Int(EINVAL), "not an IP address")
        }
        defer { freeaddrinfo(found) }
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = Glibc.socket(target.ai_family, kind, 0)
        guard descriptor >= 0 else { throw failure(errno) }
        let socket = TCPSocket(descriptor: descriptor)
        if Glibc.connect(descriptor, target.ai_addr, target.ai_addrlen) != 0 {
            guard errno == EINPROGRESS else { throw failure(errno) }
            try socket.finishConnecting(by: deadline)
        }
        // Small packets go back and forth; Nagle's algorithm would delay them. Not having it off only costs time.
        var on: Int32 = 1
        _ = setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        return socket
    }

    private borrowing func finishConnecting(by deadline: ContinuousClock.Instant) throws(SSHError) {
        guard wait(for: Int16(POLLOUT), until: deadline) else {
            throw SSHError(.timedOut, .connect, "no response in time")
        }
        var code: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        guard getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &size) == 0 else {
            throw Self.failure(errno)
        }
        guard code == 0 else { throw Self.failure(code) }
    }

    private static func failure(_ code: Int32) -> SSHError {
        SSHError(.connectFailed, .connect, code: Int(code), SystemError.message(code))
    }

    /// Waits until the socket is ready for one of these `poll` events or has failed. False at the deadline.
    borrowing func wait(for events: Int16, until deadline: ContinuousClock.Instant) -> Bool {
        while true {
            let remaining = deadline - .now
            guard remaining > .zero else { return false }
            var entry = pollfd(fd: descriptor, events: events, revents: 0)
            let milliseconds = Int32(min((remaining / .milliseconds(1)).rounded(.up), 3_600_000))
            // An interrupted or early wait goes round again, with what is left of the time.
            if poll(&entry, 1, milliseconds) > 0 { return true }
        }
    }

    /// Ends the connection at once, so that nothing waits for the peer any more.
    borrowing func shutDown() {
        Glibc.shutdown(descriptor, Int32(SHUT_RDWR))
    }
}
