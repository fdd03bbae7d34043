import TestSupport
import Testing

/// The address that a new server calls when its set-up has ended, and what it may say there.
struct CallbackAddress: Sendable {
    let path: String
    /// The secret in it.
    let token: String

    /// The one that the customer's newest server was told.
    init(of customer: Customer, on site: Site) throws {
        let userData = try #require(try site.servers(of: customer).last?.userData)
        let match = try #require(
            userData.firstMatch(of: #/(/api/provision/callback/[^/]+/)([A-Za-z0-9_-]{43})/#))
        path = String(match.1 + match.2)
        token = String(match.2)
    }

    static let form = "Content-Type: application/x-www-form-urlencoded"
    static let json = "Content-Type: application/json"
    static let hostKey =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJDjyGpS8Xn0ZhVLP3ZQPGpmsnJDvOUNDJdTTl9XUCCe"

    /// Calls it as a new server does, by nobody's browser.
    func call(_ site: Site, _ type: String = form, _ body: String) throws -> HTTPReply {
        var server = site.visitor
        return try server.send("POST", path, headers: [type], body: Array(body.utf8))
    }
}
