import Foundation
import Glibc
import TestSupport
import Testing

/// `openssl s_server` on a free loopback port, with a certificate generated for one test.
struct TLSServer {
    let url: String
    /// The server's own certificate: also the authority that signed it.
    let certificate: String

    static func with(
        subjectAltName: String, options: [String] = [], _ body: (TLSServer) throws -> Void
    ) throws {
        let directory = try TemporaryDirectory()
        let (key, certificate) = (directory.path("key.pem"), directory.path("certificate.pem"))
        _ = try ProgramRun(
            openssl,
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days",
                "1",
                "-subj", "/CN=test", "-addext", "subjectAltName=\(subjectAltName)",
                "-keyout", key, "-out", certificate,
            ])
        let server = try ChildProgram(
            openssl,
            ["s_server", "-accept", "127.0.0.1:0", "-key", key, "-cert", certificate, "-www"] + options)
        try #require(try server.waitForOutput("ACCEPT 127.0.0.1:"))
        let port = try #require(try server.log().firstMatch(of: /ACCEPT 127\.0\.0\.1:(\d+)\n/)).1
        try body(TLSServer(url: "https://127.0.0.1:\(port)/", certificate: certificate))
    }
}

private let openssl = "/usr/bin/openssl"
