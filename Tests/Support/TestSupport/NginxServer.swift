import Foundation

/// A real nginx on a free loopback port, with a directory of its own, for the user who runs the tests. It ends
/// with its owner.
package final class NginxServer: Sendable {
    package struct NotStarted: Error {
        package let log: String
    }

    package let port: UInt16
    package let process: ChildProgram
    /// Holds the configuration, `access.log`, `error.log` and nginx's temporary files.
    package let directory: TemporaryDirectory

    /// Starts nginx with one server of these directives, and waits until it accepts connections.
    package convenience init(server directives: String) throws {
        try self.init { port in
            """
            server {
                listen 127.0.0.1:\(port);
                \(directives)
            }
            """
        }
    }

    /// Starts nginx with the result of `http` as its `http` block, which listens on the given port, and waits until it
    /// accepts connections there. `http` is called again with another port when that one was taken meanwhile.
    /// - Parameter directory: The directory of its files; one of its own when not given.
    package init(in directory: TemporaryDirectory? = nil, http: (_ port: UInt16) throws -> String) throws {
        let directory = try directory ?? TemporaryDirectory()
        self.directory = directory
        (process, port) = try Self.start(in: directory, http)
    }

    deinit {
        stop()
    }

    /// Ends nginx at once, its running requests too.
    package func stop() {
        process.signal(SIGTERM)
        _ = process.waitForExit()
    }

    package var url: String { "http://127.0.0.1:\(port)" }

    package func accessLog() throws -> String {
        try String(contentsOfFile: directory.path("access.log"), encoding: .utf8)
    }

    package func errorLog() throws -> String {
        try String(contentsOfFile: directory.path("error.log"), encoding: .utf8)
    }

    /// Sends one request over a connection of its own. `headers` are whole lines, `target` is sent as it is.
    package func send(
        _ method: String = "GET", _ target: String, headers: [String] = [], body: [UInt8] = []
    ) throws -> HTTPReply {
        let client = try SocketClient(port: port)
        var lines =
            ["\(method) \(target) HTTP/1.1", "Host: 127.0.0.1:\(port)", "Connection: close"] + headers
        if !body.isEmpty { lines.append("Content-Length: \(body.count)") }
        try client.send(Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body)
        return try HTTPReply(client.readToEnd())
    }

    /// The output of `nginx -t` for a configuration with that `http` block; nil when it is valid and without warnings.
    package static func errorText(http: String) throws -> String? {
        let directory = try TemporaryDirectory()
        try write(http, to: directory)
        let run = try ProgramRun(program, ["-t", "-c", directory.path("nginx.conf")])
        return run.status == 0 && !run.output.contains("[warn]") ? nil : run.output
    }

    private static let program = "/usr/sbin/nginx"

    /// Another program may take the port between our finding it free and nginx's taking it, hence several
    /// tries.
    private static func start(
        in directory: TemporaryDirectory, _ http: (UInt16) throws -> String
    ) throws -> (ChildProgram, UInt16) {
        for _ in 0..<5 {
            let port = try FreePort.find()
            try write(try http(port), to: directory)
            let process = try ChildProgram(program, ["-c", directory.path("nginx.conf")])
            if FreePort.waitForConnection(on: port, while: { process.exitStatus == nil }) {
                return (process, port)
            }
        }
        throw NotStarted(log: try String(contentsOfFile: directory.path("error.log"), encoding: .utf8))
    }

    private static func write(_ http: String, to directory: TemporaryDirectory) throws {
        let temporary = ["client_body", "fastcgi", "proxy", "scgi", "uwsgi"]
            .map { "\($0)_temp_path \(directory.path($0));" }
        let configuration = """
            \(geteuid() == 0 ? "user root;" : "")
            daemon off;
            worker_processes 1;
            pid \(directory.path("nginx.pid"));
            error_log \(directory.path("error.log")) info;
            events { worker_connections 1024; }
            http {
                access_log \(directory.path("access.log"));
                \(temporary.joined(separator: "\n    "))
                \(http)
            }
            """
        try configuration.write(toFile: directory.path("nginx.conf"), atomically: true, encoding: .utf8)
    }
}
