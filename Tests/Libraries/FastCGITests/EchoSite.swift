import TestSupport
import Testing

/// nginx with our include, and behind it the responder that echoes.
final class EchoSite {
    let directory: TemporaryDirectory
    let socket: String
    let echo: ChildProgram
    let nginx: NginxServer

    /// - Parameters:
    ///   - options: Options of `fastcgi-echo`.
    ///   - directives: Further lines for nginx's location.
    init(_ options: String..., directives: String = "") throws {
        directory = try TemporaryDirectory()
        socket = directory.path("echo.sock")
        echo = try ChildProgram(Checkout.program("fastcgi-echo"), [socket] + options)
        try #require(try echo.waitForOutput("event=responder.ready"))
        nginx = try NginxServer(
            server: """
                client_max_body_size 32m;
                location / {
                    include \(Checkout.path("nginx/fastcgi.conf"));
                    fastcgi_pass unix:\(socket);
                    \(directives)
                }
                """)
    }

    /// A file whose creation ends a request for `/until?FILE`.
    var releaseFile: String { directory.path("release") }
}
