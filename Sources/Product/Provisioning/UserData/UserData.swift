import FoundationEssentials

/// The configuration of a new server's first boot. Holds no secret but the one-time callback address, since anyone
/// with an account on the machine can read it from the metadata service.
package struct UserData: Sendable {
    /// Less than the 32 KiB that Hetzner takes, which it may count differently.
    static let maxBytes = 30 * 1024

    /// The text to send as `user_data`.
    package let text: String

    /// Builds the document from typed values. Throws `UserDataError.tooLong` above 30 KiB.
    package init(machine: MachineSettings, authorizedKey: String, callbackURL: String) throws {
        let setUp = SetUpScript(machine: machine, callbackURL: callbackURL)
        let config = CloudConfig(
            users: [
                .init(
                    name: machine.userName, shell: "/bin/bash", sudo: "ALL=(ALL) NOPASSWD:ALL",
                    lockPassword: true,
                    authorizedKeys: [authorizedKey])
            ],
            allowsPasswords: false,
            updatesPackageLists: true,
            packages: machine.packages,
            files: [.init(path: SetUpScript.path, permissions: "0700", content: setUp.text)],
            commands: [[SetUpScript.path]],
            phoneHome: .init(
                url: callbackURL, post: ["pub_key_ed25519", "instance_id", "hostname", "fqdn"], tries: 20))
        text = try config.document()
        guard text.utf8.count <= Self.maxBytes else { throw UserDataError.tooLong(bytes: text.utf8.count) }
    }
}

/// The reason why user-data can't be sent.
package enum UserDataError: Error, Equatable, CustomStringConvertible {
    case tooLong(bytes: Int)

    package var description: String {
        switch self {
        case .tooLong(let bytes): "user-data is \(bytes) bytes long; \(UserData.maxBytes) are allowed"
        }
    }
}
