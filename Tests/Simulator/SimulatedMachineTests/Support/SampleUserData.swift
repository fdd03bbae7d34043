import Foundation

/// User-data for tests of cloud-init: JSON after the line `#cloud-config`.
struct SampleUserData {
    var packages: [Any] = ["git", "curl", "unzip"]
    var setUp = SampleUserData.wholeSetUp
    /// Replaces the one command with `setUp`, when set.
    var commands: [Any]?
    /// Members that are added to the document or replace its own.
    var more: [String: Any] = [:]

    /// A set-up without steps, for tests of everything else.
    static var quick: SampleUserData {
        var sample = SampleUserData()
        sample.packages = []
        sample.setUp = ""
        return sample
    }

    func text() throws -> String {
        var document: [String: Any] = [
            "users": [
                [
                    "name": "rachel", "shell": "/bin/bash", "sudo": "ALL=(ALL) NOPASSWD:ALL",
                    "lock_passwd": true,
                    "ssh_authorized_keys": [try TestKey.customer.get().publicLine],
                ] as [String: Any]
            ],
            "ssh_pwauth": false,
            "packages": packages,
            "runcmd": commands ?? [
                ["bash", "-c", "set -euo pipefail\n" + setUp + "\ntouch /var/lib/set-up-is-over"]
            ],
        ]
        document.merge(more) { $1 }
        let json = try JSONSerialization.data(withJSONObject: document, options: [.sortedKeys])
        return "#cloud-config\n" + String(decoding: json, as: UTF8.self)
    }

    static let wholeSetUp = """
        su - rachel -c 'curl -fsSL https://bun.sh/install | bash'
        printf 'export PATH=$HOME/.bun/bin:$HOME/.local/bin:$PATH\\n' >/etc/profile.d/rachel.sh
        keyring=/etc/apt/keyrings/githubcli-archive-keyring.gpg
        curl -fsSL --retry 3 https://cli.github.com/packages/githubcli-archive-keyring.gpg -o "$keyring"
        echo "deb [arch=amd64 signed-by=$keyring] https://cli.github.com/packages stable main" \\
            >/etc/apt/sources.list.d/github-cli.list
        apt-get update
        apt-get install -y gh
        su - rachel -c 'curl -fsSL https://claude.ai/install.sh | bash'
        su - rachel -c 'git clone --depth 1 --branch main https://github.com/polly3223/Rachel8.git ~/rachel8'
        su - rachel -c 'cd ~/rachel8 && ~/.bun/bin/bun install && mkdir -p ~/shared'
        """
}
