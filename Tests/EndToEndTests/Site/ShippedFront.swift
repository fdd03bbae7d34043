import Foundation
import TestSupport

/// What visitors of the product see in production: the site file that ships, over TLS, with a name.
final class ShippedFront: Sendable {
    let port: UInt16
    private let directory: TemporaryDirectory

    init() throws {
        port = try FreePort.find()
        directory = try TemporaryDirectory()
        try ShippedSiteFile.createCertificate(in: directory)
    }

    var url: String { "https://rachel.example:\(port)" }

    /// A site whose pages belong to this address. Servers call it back under its own.
    var options: SiteOptions {
        var options = SiteOptions(setUpTime: 10)
        options.configuration = ["BASE_URL": url]
        return options
    }

    /// Starts nginx before the site; it ends with its owner.
    func serve(_ site: Site) throws -> NginxServer {
        try NginxServer { port in
            try ShippedSiteFile.http(
                in: directory, sockets: site.state.file("run"), port: port, securePort: self.port)
        }
    }

    /// The lines of the access log, each of which is JSON.
    func accessLog() throws -> [LogLine] {
        let text = try String(contentsOfFile: directory.path("rachel-cloud.access.log"), encoding: .utf8)
        return try text.split(separator: "\n").map {
            try JSONDecoder().decode(LogLine.self, from: Data($0.utf8))
        }
    }

    struct LogLine: Decodable, Equatable {
        let method: String
        let path: String
        let status: Int
    }
}
