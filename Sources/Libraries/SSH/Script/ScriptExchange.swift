import CLibSSH2
import Crypto

/// The traffic of one script: sends its input while it reads both of its outputs, since the server stops as soon as
/// one of them fills the channel's window.
struct ScriptExchange {
    /// The limit of output in an error.
    private static let maxErrorBytes = 8 << 10
    private static let standardOutput: Int32 = 0
    private static let standardError: Int32 = 1

    private(set) var transcript: StepTranscript
    private var errors: TailBuffer
    private var input: ArraySlice<Secret>
    private var sentBytes = 0
    private var isInputEnded = false
    private var buffer = [UInt8](repeating: 0, count: 32 << 10)

    init(_ transfer: RemoteScript.Transfer) {
        transcript = StepTranscript(marker: transfer.marker, maxOutputBytes: SSHSession.maxOutputBytes)
        errors = TailBuffer(maxBytes: SSHSession.maxOutputBytes)
        input = transfer.input.filter { !$0.isEmpty }[...]
    }

    /// Runs until the server has ended both outputs.
    mutating func run(_ channel: OpaquePointer, in session: borrowing SSHSession) throws(SSHError) {
        while libssh2_channel_eof(channel) != 1 {
            guard ContinuousClock.now < session.gate.deadline else { throw session.timedOut(.script) }
            var hasMoved = try send(channel, session)
            if let received = try receive(Self.standardOutput, channel, session) {
                transcript.append(received)
                hasMoved = true
            }
            if let received = try receive(Self.standardError, channel, session) {
                errors.append(received)
                hasMoved = true
            }
            // Each call may have read packets that belong to another call: the socket does not announce those again.
            let isQueued = libssh2_poll_channel_read(channel, 1) == 1 || libssh2_channel_eof(channel) == 1
            if !hasMoved, !isQueued { try session.wait(.script) }
        }
        transcript.finish()
    }

    /// Sends a piece of the input, or its end. False when the server accepts nothing at the moment.
    private mutating func send(_ channel: OpaquePointer, _ session: borrowing SSHSession) throws(SSHError)
        -> Bool
    {
        guard !isInputEnded else { return false }
        guard let piece = input.first else {
            let code = try Self.attempt(session) { Int(libssh2_channel_send_eof(channel)) }
            if code < 0, code != Int(LIBSSH2_ERROR_EAGAIN) { throw session.failure(code) }
            isInputEnded = code == 0
            return isInputEnded
        }
        let sent = try Self.attempt(session) {
            piece.withBytes { bytes in
                let rest = UnsafeRawBufferPointer(rebasing: bytes[sentBytes...])
                return libssh2_channel_write_ex(
                    channel, Self.standardOutput, rest.assumingMemoryBound(to: CChar.self).baseAddress,
                    rest.count)
            }
        }
        if sent == Int(LIBSSH2_ERROR_EAGAIN) || sent == 0 { return false }
        guard sent > 0 else { throw session.failure(sent) }
        sentBytes += sent
        if sentBytes == piece.count {
            input = input.dropFirst()
            sentBytes = 0
        }
        return true
    }

    /// Returns new bytes of one of the outputs, nil when there are none.
    private mutating func receive(
        _ stream: Int32, _ channel: OpaquePointer, _ session: borrowing SSHSession
    ) throws(SSHError) -> ArraySlice<UInt8>? {
        let count = try Self.attempt(session) {
            buffer.withUnsafeMutableBytes { bytes in
                libssh2_channel_read_ex(
                    channel, stream, bytes.assumingMemoryBound(to: CChar.self).baseAddress, bytes.count)
            }
        }
        if count == Int(LIBSSH2_ERROR_EAGAIN) || count == 0 { return nil }
        guard count > 0 else { throw session.failure(count) }
        return buffer[..<count]
    }

    /// Repeats the call while it has part of a packet left to send, since no other call may come between, and returns
    /// its result, which may be EAGAIN for want of input.
    private static func attempt(
        _ session: borrowing SSHSession, _ call: () -> Int
    ) throws(SSHError) -> Int {
        while true {
            let result = call()
            guard result == Int(LIBSSH2_ERROR_EAGAIN), session.isSending else { return result }
            try session.wait(.script)
        }
    }

    func result(_ redactor: Redactor) -> ScriptResult {
        ScriptResult(
            steps: transcript.steps.map { .init(name: $0.name, output: redactor.redact($0.output.text)) },
            errorOutput: redactor.redact(errors.text))
    }

    /// The error with the step and the output until then.
    func describe(_ error: SSHError, _ redactor: Redactor) -> SSHError {
        var error = error
        var transcript = transcript
        transcript.finish()
        error.step = transcript.steps.last?.name
        error.output = Self.end(of: redactor.redact(transcript.steps.last?.output.text ?? ""))
        error.errorOutput = Self.end(of: redactor.redact(errors.text))
        return error
    }

    private static func end(of text: String) -> String {
        var tail = TailBuffer(maxBytes: maxErrorBytes)
        tail.append(text.utf8)
        return tail.text
    }
}

extension SSHSession {
    fileprivate borrowing func failure(_ code: Int) -> SSHError {
        failure(Int32(truncatingIfNeeded: code), .script, otherwise: .library)
    }
}
