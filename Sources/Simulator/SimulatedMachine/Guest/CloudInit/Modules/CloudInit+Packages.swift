extension CloudInit {
    /// Updates the package lists and installs `packages`.
    func installPackages() throws {
        let packages = try (configuration["packages"]?.array ?? []).map(packageName)
        let mustUpdate = configuration["package_update"]?.isTrue ?? false
        guard mustUpdate || !packages.isEmpty else { return }
        try aptGet(["update"])
        if !packages.isEmpty {
            try aptGet(["install"] + packages)
        }
    }

    /// The package as apt-get takes it, from a name or an array of name and version.
    private func packageName(_ entry: JSONValue) throws -> String {
        if let name = entry.string { return name }
        guard let words = entry.strings, words.count == 2 else {
            throw ModuleError("TypeError", "Unable to install a package of type '\(entry.pythonType)'")
        }
        return "\(words[0])=\(words[1])"
    }

    private func aptGet(_ arguments: [String]) throws {
        let words = ["/usr/bin/apt-get", "--assume-yes", "--quiet"] + arguments
        let status = try CloudInit.run(words)
        guard status.isSuccess else {
            let command = words.map { "'\($0)'" }.joined(separator: ", ")
            throw ModuleError(
                "ProcessExecutionError",
                "Unexpected error while running command.\\nCommand: [\(command)]\\nExit code: \(status.code)")
        }
    }
}
