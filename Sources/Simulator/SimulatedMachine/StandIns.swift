/// The shell scripts that replace programs of a real machine's image and downloads from the internet. They
/// are in the directory StandIns and are compiled into this program.
enum StandIns {
    /// Writes every script into a directory, from which the machine copies them. Safe to repeat.
    static func install(into directory: String) throws(MachineError) {
        try File.createDirectory(directory)
        for (name, script) in scripts {
            try File.write(script, to: directory + "/" + name, mode: 0o755)
        }
    }

    private static let scripts: [(String, [UInt8])] = [
        ("set-up-root.sh", PackageResources.set_up_root_sh),
        ("sudo.sh", PackageResources.sudo_sh),
        ("apt-get.sh", PackageResources.apt_get_sh),
        ("curl.sh", PackageResources.curl_sh),
        ("create-repository.sh", PackageResources.create_repository_sh),
        ("install-bun.sh", PackageResources.install_bun_sh),
        ("install-claude.sh", PackageResources.install_claude_sh),
        ("bun.sh", PackageResources.bun_sh),
        ("claude.sh", PackageResources.claude_sh),
        ("gh.sh", PackageResources.gh_sh),
        ("keyring.txt", PackageResources.keyring_txt),
    ]
}
