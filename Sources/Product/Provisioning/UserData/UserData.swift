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
        let units = [MachineUnit.setUp, .report]
        let config = CloudConfig(
            users: [
                .init(
                    name: machine.userName, shell: "/bin/bash", sudo: "ALL=(ALL) NOPASSWD:ALL",
                    lockPassword: true,
                    authorizedKeys: [authorizedKey])
            ],
            allowsPasswords: false,
            files: [
                .init(
                    path: SetUpScript.path, permissions: "0700", content: SetUpScript(machine: machine).text),
                .init(
                    path: ReportScript.path, permissions: "0700",
                    content: ReportScript(callbackURL: callbackURL).text),
            ] + units.map(\.file),
            // Units instead of cloud-init's own packages, commands and phone_home, none of which it does again after a
            // reboot has interrupted them. It must not wait for the set-up, which may wait for the end of the boot.
            commands: [
                ["systemctl", "enable", "--quiet"] + units.map(\.name),
                ["systemctl", "start", "--no-block", MachineUnit.setUp.name],
            ])
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
