import Glibc

extension CloudInit {
    /// Creates every user of `users` with home directory, authorized keys and sudo rules. `default` is ignored: these
    /// images have no user of the distribution's own.
    func createUsers() throws {
        for entry in configuration["users"]?.array ?? [] where entry.string != "default" {
            guard let name = entry.string ?? entry["name"]?.string else {
                throw ModuleError("ValueError", "Unable to normalize user of type '\(entry.pythonType)'")
            }
            try createUser(name, entry)
        }
    }

    private func createUser(_ name: String, _ entry: JSONValue) throws {
        if try UnixUser.named(name) == nil {
            // sshd without PAM refuses users locked with "!", so a locked password is "*" here.
            var words = ["/usr/sbin/useradd", "--create-home", "--password", "*"]
            if let shell = entry["shell"]?.string { words += ["--shell", shell] }
            if let gecos = entry["gecos"]?.string { words += ["--comment", gecos] }
            if let groups = entry["groups"]?.strings { words += ["--groups", groups.joined(separator: ",")] }
            guard try CloudInit.run(words + ["--", name]).isSuccess else {
                throw ModuleError("ProcessExecutionError", "Failed to create user \(name)")
            }
        }
        guard let user = try UnixUser.named(name) else {
            throw ModuleError("KeyError", "\(name) is no user")
        }
        if let keys = entry["ssh_authorized_keys"]?.strings ?? entry["ssh-authorized-keys"]?.strings {
            try writeAuthorizedKeys(keys, for: user)
        }
        if let rules = entry["sudo"]?.strings, !rules.isEmpty {
            let lines = rules.map { "\(name) \($0)\n" }.joined()
            try File.append(
                Array("# User rules for \(name)\n\(lines)\n".utf8), to: "/etc/sudoers.d/90-cloud-init-users",
                mode: 0o440)
        }
    }

    private func writeAuthorizedKeys(_ keys: [String], for user: UnixUser) throws(MachineError) {
        let directory = user.home + "/.ssh"
        let file = directory + "/authorized_keys"
        try File.createDirectory(directory)
        try File.write(keys.map { $0 + "\n" }.joined(), to: file, mode: 0o600)
        guard chmod(directory, 0o700) == 0 else { throw .system("set mode of", directory) }
        for path in [directory, file] {
            guard chown(path, user.userID, user.groupID) == 0 else {
                throw .system("set owner of", path)
            }
        }
    }
}
