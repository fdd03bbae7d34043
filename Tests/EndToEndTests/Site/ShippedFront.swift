import Foundation
import TestSupport

/// The shipped nginx site file in front of a site, with TLS and a host name as in production.
final class ShippedFront: Sendable {
    let port: UInt16
    private let directory: TemporaryDirectory

    init() throws {
        port = try FreePort.find()
        directory = try TemporaryDirectory()
        try ShippedSiteFile.createCertificate(in: directory)
    }

    var url: String { "https://rachel.example:\(port)" }

    /// The options of a site whose pages have this address. Servers call it back under its own.
    var options: SiteOptions {
        var options = SiteOptions(setUpTime: 10)
        options.configuration = ["BASE_URL": url]
        return options
    }

    /// Starts nginx in front of the site; it ends with its owner.
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
