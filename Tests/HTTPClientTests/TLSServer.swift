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
        let maker = try openssl([
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1",
            "-subj", "/CN=test", "-addext", "subjectAltName=\(subjectAltName)",
            "-keyout", key, "-out", certificate,
        ])
        maker.process.waitUntilExit()
        let server = try openssl(
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

private struct RunningProgram {
    let process: Process
    let output: FileHandle

    /// What the pattern captures, as soon as the output has it.
    func firstMatch(of pattern: Regex<(Substring, Substring)>) throws -> Substring {
        var text = ""
        while case let data = output.availableData, !data.isEmpty {
            text += String(decoding: data, as: UTF8.self)
            if let match = try pattern.firstMatch(in: text) { return match.1 }
        }
        throw CocoaError(.fileReadUnknown, userInfo: [NSLocalizedDescriptionKey: text])
    }
}

private func openssl(_ arguments: [String]) throws -> RunningProgram {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/openssl")
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    return RunningProgram(process: process, output: output.fileHandleForReading)
}
