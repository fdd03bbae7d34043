import FastCGI
import Glibc
import HTTP
import Logging
import StructuredLog

/// A responder for tests, since shutdown takes a process of its own:
/// `fastcgi-echo SOCKET [threads=N] [grace-ms=N] [peer-timeout-ms=N] [fail-on-thread=N]`. With `-` for SOCKET
/// it takes the socket that was handed over.
@main
struct FastCGIEcho {
    struct HandlerFailure: Error {}

    static func main() throws {
        StructuredLogHandler.install(level: .info)
        let arguments = CommandLine.arguments.dropFirst()
        let options = Options(arguments.dropFirst())
        let failing = options["fail-on-thread"]
        let responder = Responder(
            listener: try listener(arguments.first ?? "-"),
            threads: options["threads"] ?? 16,
            peerTimeout: .milliseconds(options["peer-timeout-ms"] ?? 10_000),
            grace: .milliseconds(options["grace-ms"] ?? 30_000),
            logPath: { $0.path.hasPrefix("/secret/") ? "/secret/-" : $0.path },
            log: Logger(label: "fastcgi-echo"))
        try responder.run { thread in
            if thread == failing { throw HandlerFailure() }
            return EchoHandler(thread: thread)
        }
    }

    private static func listener(_ path: String) throws -> Listener {
        guard path == "-" else { return try Listener(path: path, mode: 0o666) }
        guard let listener = try Listener.handedOver() else { exit(3) }
        return listener
    }
}
