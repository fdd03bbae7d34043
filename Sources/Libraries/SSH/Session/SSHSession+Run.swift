import CLibSSH2
import Crypto

extension SSHSession {
    /// The limit to which standard output of one step, and standard error of all, are kept.
    package static let maxOutputBytes = 64 << 10

    /// Runs the script to its end and ends the connection.
    ///
    /// Success means all of: no error, both outputs read to their end, channel closed by the server, no signal,
    /// status 0, and the marker that the script writes at its end. libssh2 alone reports status 0 for a script that
    /// was killed or whose connection broke.
    /// - Throws: `.scriptFailed`, `.scriptKilled`, `.scriptUnfinished`, `.connectionLost`, `.timedOut`,
    ///   `.tooMuchReceived`, all with the step and the end of the output.
    package consuming func run(_ script: RemoteScript) throws(SSHError) -> ScriptResult {
        // The server stops the script a little earlier, so that its report still reaches us.
        let limit = (gate.deadline - .now) * 0.9
        guard limit > .zero else { throw timedOut(.script) }
        let transfer = try transfer(of: script, limit: limit)
        let serverStopsAt = ContinuousClock.now + limit
        let redactor = Redactor(script.secrets)
        var exchange = ScriptExchange(transfer)
        do throws(SSHError) {
            let channel = try openChannel(command: transfer.command)
            try exchange.run(channel, in: self)
            try finish(
                channel, isScriptComplete: exchange.transcript.isComplete, serverStopsAt: serverStopsAt)
            return exchange.result(redactor)
        } catch {
            throw exchange.describe(error, redactor)
        }
    }

    private borrowing func transfer(
        of script: RemoteScript, limit: Duration
    ) throws(SSHError) -> RemoteScript.Transfer {
        do throws(CryptoError) {
            return try script.transfer(limit: limit)
        } catch {
            throw SSHError(.library, .script, error.description)
        }
    }

    private borrowing func openChannel(command: String) throws(SSHError) -> OpaquePointer {
        var channel: OpaquePointer?
        let opened = try finish(.script) {
            channel = libssh2_channel_open_ex(pointer, "session", 7, 256 << 10, 32 << 10, nil, 0)
            return channel == nil ? libssh2_session_last_errno(pointer) : 0
        }
        guard let channel else { throw failure(opened, .script, otherwise: .library) }
        let started = try finish(.script) {
            libssh2_channel_process_startup(channel, "exec", 4, command, UInt32(command.utf8.count))
        }
        guard started == 0 else { throw failure(started, .script, otherwise: .library) }
        return channel
    }

    private borrowing func finish(
        _ channel: OpaquePointer, isScriptComplete: Bool, serverStopsAt: ContinuousClock.Instant
    ) throws(SSHError) {
        let closed = try finish(.script) { libssh2_channel_wait_closed(channel) }
        guard closed == 0 else { throw failure(closed, .script, otherwise: .library) }
        let signal = exitSignal(of: channel)
        let status = Int(libssh2_channel_get_exit_status(channel))
        // This is how `timeout` ends when it has ended the script; before that time it was the script itself.
        if status == 124 || signal == "KILL", ContinuousClock.now >= serverStopsAt { throw timedOut(.script) }
        if let signal { throw SSHError(.scriptKilled(signal: signal), .script, "ended by signal \(signal)") }
        guard status == 0 else {
            throw SSHError(
                .scriptFailed(exitStatus: status), .script, "a command failed with status \(status)")
        }
        guard isScriptComplete else {
            throw SSHError(.scriptUnfinished, .script, "ended before its end with status 0")
        }
    }

    private borrowing func exitSignal(of channel: OpaquePointer) -> String? {
        var name: UnsafeMutablePointer<CChar>?
        libssh2_channel_get_exit_signal(channel, &name, nil, nil, nil, nil, nil)
        guard let name else { return nil }
        defer { libssh2_free(pointer, name) }
        return String(cString: name)
    }
}

/// The output of a script that succeeded, without the secrets that it was given.
package struct ScriptResult: Sendable, Equatable {
    package struct Step: Sendable, Equatable {
        package let name: String
        /// Standard output; when there is much, only its end in whole lines.
        package let output: String

        package init(name: String, output: String) {
            self.name = name
            self.output = output
        }
    }

    package let steps: [Step]
    /// Standard error of all steps; when there is much, only its end in whole lines.
    package let errorOutput: String

    package init(steps: [Step], errorOutput: String) {
        self.steps = steps
        self.errorOutput = errorOutput
    }

    /// The standard output of the step of that name, empty when there is none.
    package func output(of step: String) -> String {
        steps.last { $0.name == step }?.output ?? ""
    }
}
