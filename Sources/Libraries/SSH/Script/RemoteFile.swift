/// A file on the server, written whole or not at all.
package struct RemoteFile: Sendable, Equatable {
    package enum Owner: Sendable {
        /// The user who logged in.
        case user
        /// root, by `sudo` without password.
        case root
    }

    /// Absolute, or relative to the user's home (without `~`). Missing directories are created, for the owner alone.
    package let path: String
    /// Permission bits.
    package let mode: UInt16
    package let owner: Owner

    package init(path: String, mode: UInt16 = 0o600, owner: Owner = .user) {
        precondition(!path.hasPrefix("~"), "BUG: a path relative to the home has no ~")
        self.path = path
        self.mode = mode
        self.owner = owner
    }

    /// Shell that writes its standard input to the file if it has exactly `byteCount` bytes.
    ///
    /// The content is written to `PATH.partial`, where only the owner can read it, and renamed once it is complete and
    /// on the disk. When the connection breaks before, the target stays as it was and the partial file is removed;
    /// after SIGKILL it may remain until the next run. Safe to repeat.
    package func installing(byteCount: Int) -> ShellText {
        let shell: ShellText = """
            umask 077
            target=\(path)
            partial="$target.partial"
            mkdir -p -- "$(dirname -- "$target")"
            rm -f -- "$partial"
            trap 'rm -f -- "$partial"' EXIT
            trap 'exit 1' HUP INT PIPE TERM
            cat >"$partial"
            if [ "$(wc -c <"$partial")" -ne \(byteCount) ]; then
                echo "the content of $target is cut" >&2
                exit 1
            fi
            chmod \(ShellText(verbatim: String(mode, radix: 8))) -- "$partial"
            sync -- "$partial"
            mv -f -T -- "$partial" "$target"
            """
        return switch owner {
        case .user: shell
        case .root: "sudo -n sh -euc \(shell.text)"
        }
    }
}
