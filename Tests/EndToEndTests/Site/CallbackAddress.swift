import TestSupport
import Testing

/// The address that a new server calls when its set-up has ended.
struct CallbackAddress: Sendable {
    let path: String
    /// The one-time token in the path.
    let token: String

    /// Reads the address from the user-data of the customer's newest server.
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

    /// Calls the address as a new server does, without cookies.
    func call(_ site: Site, _ type: String = form, _ body: String) throws -> HTTPReply {
        var server = site.visitor
        return try server.send("POST", path, headers: [type], body: Array(body.utf8))
    }
}
