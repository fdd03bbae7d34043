import FastCGI
import Glibc
import HTTP
import Logging
import StructuredLog

/// A responder for tests, since a test of shutdown needs a process of its own:
/// `fastcgi-echo SOCKET [threads=N] [grace-ms=N] [peer-timeout-ms=N] [fail-on-thread=N]`. With `-` for SOCKET
/// it serves the inherited socket.
@main
struct FastCGIEcho {
    struct HandlerFailure: Error {}

    static func main() {
        StructuredLogHandler.install(level: .info)
        let log = Logger(label: "fastcgi-echo")
        do {
            try serve(log)
        } catch {
            log.critical("echo.failed", metadata: ["error": "\(error)"])
            exit(1)
        }
    }

    private static func serve(_ log: Logger) throws {
        let arguments = CommandLine.arguments.dropFirst()
        let options = Options(arguments.dropFirst())
        let failing = options["fail-on-thread"]
        let atStart = Descriptors.inheritable
        let responder = Responder(
            listener: try listener(arguments.first ?? "-"),
            threads: options["threads"] ?? 16,
            peerTimeout: .milliseconds(options["peer-timeout-ms"] ?? 10_000),
            grace: .milliseconds(options["grace-ms"] ?? 30_000),
            logPath: { $0.path.hasPrefix("/secret/") ? "/secret/-" : $0.path },
            log: log)
        try responder.run { thread in
            if thread == failing { throw HandlerFailure() }
            return EchoHandler(atStart: atStart)
        }
    }

    private static func listener(_ path: String) throws -> Listener {
        guard path == "-" else { return try Listener(path: path) }
        guard let listener = try Listener.inherited() else {
            throw FastCGIError.unusableInheritedSocket(reason: "there is none")
        }
        return listener
    }
}

/// The `name=number` arguments.
private struct Options {
    private var values: [Substring: Int] = [:]

    init(_ arguments: some Sequence<String>) {
        for argument in arguments {
            let parts = argument.split(separator: "=", maxSplits: 1)
            if parts.count == 2 { values[parts[0]] = Int(parts[1]) }
        }
    }

    subscript(name: Substring) -> Int? { values[name] }
}
