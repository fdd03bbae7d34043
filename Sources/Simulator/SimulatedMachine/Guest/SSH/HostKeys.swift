/// The host keys of the machine's sshd: `ssh_host_TYPE_key` and `.pub` in a directory.
enum HostKeys {
    static let directory = "/etc/ssh"
    /// The types that cloud-init generates by default. Newer versions of OpenSSH have no DSA and generate no such key.
    static let types = ["rsa", "dsa", "ecdsa", "ed25519"]

    /// Generates a key of each type, all in parallel, unless there are some already. Throws when there is no Ed25519 key afterwards. RSA keys have
    /// 2048 bits, where a real machine's have 3072, which can take longer to generate than the rest of the boot.
    static func generate(into directory: String) throws(MachineError) {
        guard !File.exists(privateKey("ed25519", in: directory)) else { return }
        try File.createDirectory(directory)
        var generators: [ChildProcess] = []
        for type in types {
            let size = type == "rsa" ? ["-b", "2048"] : []
            let words = ["/usr/bin/ssh-keygen", "-q", "-t", type] + size
            generators.append(
                try ProcessSpecification(words + ["-N", "", "-f", privateKey(type, in: directory)]).start(
                    log: CloudInit.logFile))
        }
        for generator in generators {
            _ = generator.wait()
        }
        guard File.exists(privateKey("ed25519", in: directory)) else {
            throw MachineError("ssh-keygen created no host key")
        }
    }

    static func privateKey(_ type: String, in directory: String) -> String {
        "\(directory)/ssh_host_\(type)_key"
    }
}
