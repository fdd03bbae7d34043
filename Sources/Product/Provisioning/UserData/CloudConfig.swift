import FoundationEssentials

/// The part of cloud-init's configuration that we use, with its own key names
/// (docs.cloud-init.io/en/latest/reference/modules.html).
struct CloudConfig: Encodable {
    struct User: Encodable {
        let name: String
        let shell: String
        let sudo: String
        let lockPassword: Bool
        let authorizedKeys: [String]

        enum CodingKeys: String, CodingKey {
            case name, shell, sudo
            case lockPassword = "lock_passwd"
            case authorizedKeys = "ssh_authorized_keys"
        }
    }

    struct File: Encodable {
        let path: String
        let permissions: String
        let content: String
    }

    let users: [User]
    let allowsPasswords: Bool
    let files: [File]
    let commands: [[String]]

    enum CodingKeys: String, CodingKey {
        case users
        case allowsPasswords = "ssh_pwauth"
        case files = "write_files"
        case commands = "runcmd"
    }

    /// The document for cloud-init: JSON, which is YAML, after a first line without which cloud-init silently ignores
    /// the whole document.
    func document() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return "#cloud-config\n" + String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
    }
}
