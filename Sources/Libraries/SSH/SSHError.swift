/// A script that did not run to its end on a server. Holds no secret that the script was given.
package struct SSHError: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Kind: Equatable, Sendable {
        /// There is no TCP connection: refused, unreachable. `code` is an errno value.
        case connectFailed
        /// The two sides have no algorithm in common, or the server's key exchange is broken.
        case handshakeFailed
        /// The server has another host key than the pinned one. Nothing was sent to it.
        case hostKeyMismatch
        /// The server does not accept our key for this user.
        case authenticationFailed
        /// The deadline passed; if the script had begun, the server stops it at about the same time.
        case timedOut
        /// The connection ended before its time.
        case connectionLost
        /// The server sent more than the limit.
        case tooMuchReceived
        /// A command of the script failed, and the script stopped there.
        case scriptFailed(exitStatus: Int)
        /// The script was ended by a signal, named as in "KILL".
        case scriptKilled(signal: String)
        /// The script ended with status 0, but before its end.
        case scriptUnfinished
        /// libssh2 or OpenSSL failed in another way.
        case library
    }

    /// The part of the work that failed.
    package enum Phase: String, Sendable {
        case connect
        case handshake
        case authenticate
        case script
    }

    package let kind: Kind
    package let phase: Phase
    /// libssh2's error code, or errno for `.connectFailed`; 0 when neither failed.
    package let code: Int
    package let message: String
    /// The script's step that had begun last, nil before the first.
    package var step: String?
    /// The end of that step's standard output, without secrets.
    package var output = ""
    /// The end of the script's standard error, without secrets.
    package var errorOutput = ""

    package init(_ kind: Kind, _ phase: Phase, code: Int = 0, _ message: String) {
        self.kind = kind
        self.phase = phase
        self.code = code
        self.message = message
    }

    /// True when the same call may succeed a little later: the server is still starting, or the connection broke. An
    /// SSH server responds before cloud-init has written the user's key, hence a refused key counts too.
    package var isWorthRetrying: Bool {
        switch kind {
        case .connectFailed, .authenticationFailed, .connectionLost: true
        case .timedOut: phase != .script
        default: false
        }
    }

    package var description: String {
        var text = "SSH \(phase.rawValue)"
        if let step { text += ", step \"\(step)\"" }
        text += ": \(message)"
        if code != 0 { text += " (\(code))" }
        let lastLine = errorOutput.split { $0.isNewline }.last ?? ""
        return lastLine.isEmpty ? text : text + ": \(lastLine)"
    }
}
