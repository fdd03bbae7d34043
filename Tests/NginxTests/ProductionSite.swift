import Foundation
import TestSupport
import Testing

/// `nginx/rachel-cloud.conf` on loopback ports and in a directory of its own, with a certificate created for one test
/// and the echo responder behind it.
final class ProductionSite {
    let directory: TemporaryDirectory
    let nginx: NginxServer
    private(set) var responder: ChildProgram
    private let securePort: UInt16

    init() throws {
        let directory = try TemporaryDirectory()
        self.directory = directory
        try ShippedSiteFile.createCertificate(in: directory)
        responder = try Self.startResponder("responder.sock", in: directory)
        var securePort: UInt16 = 0
        nginx = try NginxServer { port in
            securePort = try FreePort.find()
            return try ShippedSiteFile.http(
                in: directory, sockets: directory.url.path, port: port, securePort: securePort)
        }
        self.securePort = securePort
    }

    private static func startResponder(_ socket: String, in directory: TemporaryDirectory) throws
        -> ChildProgram
    {
        let responder = try ChildProgram(Checkout.program("fastcgi-echo"), [directory.path(socket)])
        try #require(try responder.waitForOutput("event=responder.ready"))
        return responder
    }

    /// Starts another responder on the other socket that the site file knows.
    func startSecondResponder() throws -> ChildProgram {
        try Self.startResponder("responder-2.sock", in: directory)
    }

    func stopResponder() throws {
        responder.signal(SIGTERM)
        try #require(responder.waitForExit() == 0)
    }

    func log(_ name: String) throws -> String {
        try String(contentsOfFile: directory.path(name), encoding: .utf8)
    }

    /// Sends one request with `curl` over TLS and checks the certificate.
    func get(_ target: String, _ options: [String]) throws -> HTTPReply {
        try HTTPReply(Array(curl(["-i", "--path-as-is", url(target)] + options).output.utf8))
    }

    func get(_ target: String, _ options: String...) throws -> HTTPReply {
        try get(target, options)
    }

    /// Sends `count` requests over one connection; returns the number of responses by status.
    func statuses(_ count: Int, _ target: String, _ options: String...) throws -> [Int: Int] {
        let targets = url(target) + "?[1-\(count)]"
        let run = try curl([targets, "-o", "/dev/null", "-w", "%{http_code}\n"] + options)
        return run.words.reduce(into: [:]) { counts, word in counts[Int(word) ?? 0, default: 0] += 1 }
    }

    /// The output of `openssl s_client` for a whole connection, with a request so that everything of the handshake has
    /// arrived.
    func handshake(_ options: String...) throws -> String {
        let command = "printf 'GET / HTTP/1.0\\r\\n\\r\\n' | timeout 30 openssl s_client -ign_eof \"$@\""
        let target = ["-connect", "127.0.0.1:\(securePort)", "-servername", "rachel.example"]
        return try ProgramRun("/bin/sh", ["-c", command, "sh"] + target + options).output
    }

    func curl(_ arguments: [String]) throws -> ProgramRun {
        let run = try curlOnce(arguments)
        // The site closes connections that are silent for ten seconds, and a busy machine may pause for so long.
        let wasDisconnected = run.status == 35 || run.status == 56
        return wasDisconnected ? try curlOnce(arguments) : run
    }

    private func curlOnce(_ arguments: [String]) throws -> ProgramRun {
        try ProgramRun(
            "/usr/bin/curl",
            [
                "-sS", "--max-time", "30", "--cacert", directory.path("fullchain.pem"),
                "--resolve", "rachel.example:\(securePort):127.0.0.1",
            ] + arguments)
    }

    func url(_ target: String, host: String = "rachel.example") -> String {
        "https://\(host):\(securePort)\(target)"
    }
}

extension TemporaryDirectory {
    /// Writes a file of `count` bytes; returns its path.
    func largeFile(bytes count: Int) throws -> String {
        let path = path("bytes-\(count)")
        try Data(repeating: UInt8(ascii: "x"), count: count).write(to: URL(filePath: path))
        return path
    }
}
