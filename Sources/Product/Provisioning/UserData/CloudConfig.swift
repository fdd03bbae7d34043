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

    struct PhoneHome: Encodable {
        let url: String
        let post: [String]
        let tries: Int
    }

    let users: [User]
    let allowsPasswords: Bool
    let updatesPackageLists: Bool
    let packages: [String]
    let files: [File]
    let commands: [[String]]
    let phoneHome: PhoneHome

    enum CodingKeys: String, CodingKey {
        case users, packages
        case allowsPasswords = "ssh_pwauth"
        case updatesPackageLists = "package_update"
        case files = "write_files"
        case commands = "runcmd"
        case phoneHome = "phone_home"
    }

    /// The document for cloud-init: JSON, which is YAML, after a first line without which cloud-init silently ignores
    /// the whole document.
    func document() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return "#cloud-config\n" + String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
    }
}
