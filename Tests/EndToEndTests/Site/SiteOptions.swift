import Foundation

/// How a site differs from the usual one, which is as quick as it can be.
struct SiteOptions: Sendable {
    var keyType = "ed25519"
    /// How long the simulated Hetzner takes to create a server.
    var createTime = 0.05
    /// How long a simulated server refuses connections.
    var bootTime = 0.05
    /// How long a simulated server sets itself up at least.
    var setUpTime = 0.0
    /// Further lines of the configuration, in place of the usual ones.
    var configuration: [String: String] = [:]

    /// Ports below 1024 are root's.
    static var sshPort: String { geteuid() == 0 ? "22" : "2222" }
}
