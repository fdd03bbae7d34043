import FoundationEssentials

/// What a new server is told at its first boot. Holds no secret but the one-time callback address: anyone
/// with an account on the machine can read it from the metadata service for as long as the machine lives.
package struct UserData: Sendable {
    /// Hetzner takes 32 KiB; the margin is for what it may count differently.
    package static let maxBytes = 30 * 1024

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

/// Why user-data can't be sent.
package enum UserDataError: Error, Equatable, CustomStringConvertible {
    case tooLong(bytes: Int)

    package var description: String {
        switch self {
        case .tooLong(let bytes): "user-data is \(bytes) bytes long; \(UserData.maxBytes) are allowed"
        }
    }
}
