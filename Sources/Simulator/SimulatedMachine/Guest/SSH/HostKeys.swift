/// The host keys of the machine's sshd.
enum HostKeys {
    static let directory = "/etc/ssh"
    /// The kinds cloud-init makes by default. Newer OpenSSH has no DSA, which then is left out.
    static let types = ["rsa", "dsa", "ecdsa", "ed25519"]

    /// Makes a fresh key of each kind, all at once. RSA has 2048 bits, where a real machine has 3072: finding the
    /// primes of those can take longer than all the rest of a boot.
    static func generate(into directory: String) throws(MachineError) {
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
            throw MachineError("ssh-keygen made no host key")
        }
    }

    static func privateKey(_ type: String, in directory: String) -> String {
        "\(directory)/ssh_host_\(type)_key"
    }

    /// The public key as its file has it, with the newline at its end; nil when there is none of that kind.
    static func publicKey(_ type: String, in directory: String) -> String? {
        // An absent kind is announced as not available.
        try? File.text(privateKey(type, in: directory) + ".pub")
    }
}
