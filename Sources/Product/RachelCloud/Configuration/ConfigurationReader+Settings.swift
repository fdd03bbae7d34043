import Crypto
import Glibc
import HTTP
import Linux
import Provisioning

extension ConfigurationReader {
    func keyring() -> Keyring? {
        guard let text = secret(.sealingKeys) else { return nil }
        do {
            return try Keyring(text: text)
        } catch {
            reject(.sealingKeys, expected: "keys as `rachel-cloud keygen` prints them, separated by commas")
            return nil
        }
    }

    /// The webhook's keys; none when the key is not set.
    func billingKeys() -> [WebhookKey] {
        guard let text = optionalSecret(.billingSecret) else { return [] }
        do {
            return try WebhookKey.list(text)
        } catch {
            reject(
                .billingSecret, expected: "`whsec_` and 24 to 64 bytes in base 64, or Polar's `polar_whs_…`")
            return []
        }
    }

    /// The product ids; none when the key is not set.
    func billingProducts() -> Set<String> {
        Set(
            list(
                .billingProducts, expected: "product ids: letters, digits, `.`, `_`, `-`, separated by commas"
            ) {
                Self.isWord($0) ? $0 : nil
            })
    }

    /// Checks that only the owner may read the file, since it holds secrets.
    func checkSecrecy(of path: String) {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & 0o077 != 0 else { return }
        reject("the file may be read by others: chmod 600 \(path)")
    }

    /// The address of a site: without a path, and https except on loopback and private addresses.
    func siteURL(_ key: ConfigurationKey) -> String {
        value(
            key, expected: "https://HOST[:PORT] without a path; http only for loopback and private addresses",
            fallback: ""
        ) { text in
            BaseURL(site: text).flatMap { $0.isSafe ? $0.text : nil }
        }
    }

    /// The address of an API, which may have a path.
    func apiURL(_ key: ConfigurationKey) -> String {
        value(key, expected: "https://HOST/PATH; http only for loopback and private addresses", fallback: "")
        {
            BaseURL($0).flatMap { $0.isSafe ? $0.text : nil }
        }
    }

    func responderSettings() -> ResponderSettings {
        let socket = value(
            .socket, expected: "an absolute path of \(UnixSocketAddress.maxPathBytes) bytes at the most",
            fallback: ""
        ) { $0.hasPrefix("/") && $0.utf8.count <= UnixSocketAddress.maxPathBytes ? $0 : nil }
        let mode = value(.socketMode, expected: "an octal mode as `0660`", fallback: 0) { text in
            UInt32(text, radix: 8).flatMap { $0 <= 0o777 ? $0 : nil }
        }
        return ResponderSettings(
            socket: socket, mode: mode, owner: optionalText(.socketOwner), group: optionalText(.socketGroup),
            threads: int(.threads, in: 1...256), maxBodyBytes: int(.maxBodyBytes, in: 1024...1_048_576))
    }

    func provisioningSettings() -> ProvisioningSettings {
        let callbackBaseURL =
            optionalText(.callbackBaseURL) == nil ? siteURL(.baseURL) : siteURL(.callbackBaseURL)
        return ProvisioningSettings(
            project: word(.hcloudProject),
            serverChoices: list(.serverChoices, expected: "pairs as `cx23:nbg1`, separated by commas") {
                text in
                let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
                guard parts.count == 2, parts.allSatisfy(Self.isWord) else { return nil }
                return ServerChoice(type: parts[0], location: parts[1])
            },
            image: word(.serverImage),
            keyType: value(
                .sshKeyType, expected: "`ed25519` or `rsa-4096`", fallback: .ed25519, KeyType.init),
            sshPort: UInt16(int(.sshPort, in: 1...65535)),
            controlPlaneAddresses: list(
                .controlPlaneAddresses, expected: "networks as `203.0.113.7/32`, separated by commas"
            ) { IPNetwork($0)?.text },
            callbackBaseURL: callbackBaseURL,
            machine: machineSettings(),
            setUpTimeout: seconds(.setUpTimeout, in: 30...780),
            serviceSettle: seconds(.serviceSettle, in: 0...30))
    }

    private func machineSettings() -> MachineSettings {
        MachineSettings(
            userName: value(.rachelUser, expected: "a Linux user name: a-z, 0-9, `_`, `-`", fallback: "") {
                Self.isUserName($0) ? $0 : nil
            },
            packages: list(.rachelPackages, expected: "package names separated by commas") {
                Self.isWord($0) ? $0 : nil
            },
            repositoryURL: value(.rachelRepository, expected: "an https address", fallback: "") { text in
                BaseURL(text).flatMap { $0.isSafe ? $0.text : nil }
            },
            repositoryReference: value(
                .rachelReference, expected: "a branch, tag or commit: letters, digits, `.`, `_`, `/`, `-`",
                fallback: ""
            ) { text in
                text.split(separator: "/", omittingEmptySubsequences: false).allSatisfy {
                    Self.isWord(String($0))
                }
                    ? text : nil
            },
            unit: unit())
    }

    private func unit() -> String {
        guard let path = optionalText(.rachelUnitFile) else { return MachineSettings.standardUnit }
        do throws(BadInput) {
            return try InputText.readText(path, maxBytes: 16384)
        } catch {
            reject(.rachelUnitFile, expected: "a readable unit file; \(error.description)")
            return ""
        }
    }

    private func word(_ key: ConfigurationKey) -> String {
        value(key, expected: "letters, digits, `.`, `_`, `-`, `+`", fallback: "") {
            Self.isWord($0) ? $0 : nil
        }
    }

    /// True for text that is harmless in a URL, a shell and a file name, and is no option.
    private static func isWord(_ text: String) -> Bool {
        (1...128).contains(text.utf8.count) && text.first != "-"
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
                    UInt8(ascii: "-"), UInt8(ascii: "+"):
                    true
                default: false
                }
            }
    }

    private static func isUserName(_ text: String) -> Bool {
        guard let first = text.utf8.first, (1...32).contains(text.utf8.count) else { return false }
        return (97...122).contains(first)
            && text.utf8.allSatisfy {
                (97...122).contains($0) || (48...57).contains($0) || $0 == 95 || $0 == 45
            }
    }
}
