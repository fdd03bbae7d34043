import Foundation
import Glibc
import TestSupport

/// `openssl s_server` on a free loopback port, with a certificate made for one test.
struct TLSServer {
    let url: String
    /// The server's own certificate: also the authority that signed it.
    let certificate: String

    static func with(
        subjectAltName: String, options: [String] = [], _ body: (TLSServer) throws -> Void
    ) throws {
        let folder = try TemporaryDirectory()
        let (key, certificate) = (folder.path("key.pem"), folder.path("certificate.pem"))
        _ = try ProgramRun(
            openssl,
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days",
                "1",
                "-subj", "/CN=test", "-addext", "subjectAltName=\(subjectAltName)",
                "-keyout", key, "-out", certificate,
            ])
        let server = try RunningServer(
            ["s_server", "-accept", "127.0.0.1:0", "-key", key, "-cert", certificate, "-www"] + options)
        defer {
            // Test threads block every signal and their children inherit that, so SIGTERM would not end it.
            kill(server.process.processIdentifier, SIGKILL)
            server.process.waitUntilExit()
        }
        let port = try server.firstMatch(of: /ACCEPT 127\.0\.0\.1:(\d+)\n/)
        try body(TLSServer(url: "https://127.0.0.1:\(port)/", certificate: certificate))
    }
}

private let openssl = "/usr/bin/openssl"

private struct RunningServer {
    let process = Process()
    private let output = Pipe()

    init(_ arguments: [String]) throws {
        process.executableURL = URL(filePath: openssl)
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
    }

    /// What the pattern captures, as soon as the output has it.
    func firstMatch(of pattern: Regex<(Substring, Substring)>) throws -> Substring {
        var text = ""
        while case let data = output.fileHandleForReading.availableData, !data.isEmpty {
            text += String(decoding: data, as: UTF8.self)
            if let match = try pattern.firstMatch(in: text) { return match.1 }
        }
        throw CocoaError(.fileReadUnknown, userInfo: [NSLocalizedDescriptionKey: text])
    }
}
