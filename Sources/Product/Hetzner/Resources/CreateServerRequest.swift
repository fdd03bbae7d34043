/// An order for a server. Prints without its user data, which holds a one-time address.
package struct CreateServerRequest: Sendable, Encodable, CustomStringConvertible, CustomReflectable {
    package struct FirewallReference: Sendable, Encodable {
        let firewall: Int64
    }

    package struct PublicNet: Sendable, Encodable {
        package var enableIPv4 = true
        package var enableIPv6 = true

        package init() {}

        private enum CodingKeys: String, CodingKey {
            case enableIPv4 = "enable_ipv4"
            case enableIPv6 = "enable_ipv6"
        }
    }

    /// At most that many bytes of user data are taken.
    package static let maxUserDataBytes = 32768

    /// Unique in the project; a host name.
    package var name: String
    package var serverType: String
    /// By id: one name stands for two images, one for each architecture.
    package var image: Int64
    package var location: String
    /// Without a key Hetzner would make a root password and mail it.
    package var sshKeys: [Int64]
    package var userData: String
    package var labels: [String: String]
    /// Applied before the server starts, so that it is never without.
    package var firewalls: [FirewallReference]
    package var publicNet = PublicNet()
    private let startAfterCreate = true

    package init(
        name: String, serverType: String, image: Int64, location: String, sshKeys: [Int64], userData: String,
        labels: [String: String], firewalls: [Int64]
    ) {
        self.name = name
        self.serverType = serverType
        self.image = image
        self.location = location
        self.sshKeys = sshKeys
        self.userData = userData
        self.labels = labels
        self.firewalls = firewalls.map(FirewallReference.init)
    }

    private enum CodingKeys: String, CodingKey {
        case name, image, location, labels, firewalls
        case serverType = "server_type"
        case sshKeys = "ssh_keys"
        case userData = "user_data"
        case publicNet = "public_net"
        case startAfterCreate = "start_after_create"
    }

    package var description: String { "\(name): \(serverType) in \(location)" }

    package var customMirror: Mirror { Mirror(self, children: []) }
}
