import Foundation
import Provisioning
import Testing

/// The user-data of a server, read as cloud-init does.
struct SampleUserData {
    static let machine = MachineSettings(
        userName: "rachel", packages: ["git", "curl"], repositoryURL: "https://git.example/rachel8.git",
        repositoryReference: "main", unit: MachineSettings.standardUnit)
    static let callbackURL = "https://cloud.example/api/provision/callback/user/token"

    struct File: Decodable {
        let path: String
        let permissions: String
        let content: String
    }

    /// The files by their paths.
    let files: [String: File]
    let commands: [[String]]

    init(_ machine: MachineSettings = Self.machine, callbackURL: String = Self.callbackURL) throws {
        let text = try UserData(machine: machine, authorizedKey: "ssh-ed25519 AAAA", callbackURL: callbackURL)
            .text
        let config = try JSONDecoder().decode(
            Config.self, from: Data(text.dropFirst("#cloud-config\n".count).utf8))
        files = Dictionary(uniqueKeysWithValues: config.files.map { ($0.path, $0) })
        commands = config.commands
    }

    /// A script of the user-data, with that directory in place of the server's own ones.
    func script(_ name: String, in directory: String) throws -> String {
        try #require(files["/var/lib/rachel-cloud/" + name]).content
            .replacing("/var/lib/rachel-cloud", with: directory)
            .replacing("/var/log/rachel-cloud", with: directory + "/log")
            .replacing("/etc/ssh/", with: directory + "/")
    }

    private struct Config: Decodable {
        let files: [File]
        let commands: [[String]]

        enum CodingKeys: String, CodingKey {
            case files = "write_files"
            case commands = "runcmd"
        }
    }
}
