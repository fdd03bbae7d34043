import CLibSSH2
import Glibc

enum LibSSH2 {
    /// Starts the library, once in the process: libssh2 counts its starts without a lock, and Swift runs this
    /// initializer under one. A connection that breaks must not end the process by SIGPIPE either.
    static let isStarted: Bool = {
        signal(SIGPIPE, SIG_IGN)
        return libssh2_init(0) == 0
    }()

    /// Whether this version turns an `ssh-rsa` key into an rsa-sha2 signature by itself, as 1.11 does.
    static let upgradesRSASignatures = libssh2_version(0x01_0b_00) != nil

    /// A connection that is gone, whichever way it went.
    static func isConnectionLost(_ code: Int32) -> Bool {
        [
            LIBSSH2_ERROR_SOCKET_NONE, LIBSSH2_ERROR_BANNER_RECV, LIBSSH2_ERROR_BANNER_SEND,
            LIBSSH2_ERROR_SOCKET_SEND, LIBSSH2_ERROR_SOCKET_RECV, LIBSSH2_ERROR_SOCKET_DISCONNECT,
        ].contains(code)
    }
}
