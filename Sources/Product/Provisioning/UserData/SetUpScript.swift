import SSH

/// The script that sets a new server up, run once by cloud-init as root.
///
/// cloud-init sets no HOME, runs in `/`, takes the last command's result for the whole, and sends its callback even
/// after a failure. So one script does everything, stops at the first failure, reports it, and creates a marker at
/// its end.
struct SetUpScript {
    static let path = "/var/lib/rachel-cloud/set-up"
    /// The file that exists once every step has succeeded; the hand-over checks it.
    static let marker = "/var/lib/rachel-cloud/set-up.done"

    let text: String

    init(machine: MachineSettings, callbackURL: String) {
        text = """
            #!/bin/bash
            set -euo pipefail
            export DEBIAN_FRONTEND=noninteractive HOME=/root
            callback=\(ShellText.quoted(callbackURL))
            user=\(ShellText.quoted(machine.userName))
            repository=\(ShellText.quoted(machine.repositoryURL))
            reference=\(ShellText.quoted(machine.repositoryReference))
            state=/var/lib/rachel-cloud
            logs=/var/log/rachel-cloud
            mkdir -p "$state" "$logs"

            \(Self.functions)

            begin bun install_bun
            begin github-cli install_github_cli
            begin claude-code install_claude_code
            begin clone clone_rachel
            finish_all
            begin path set_path
            begin dependencies install_dependencies
            begin shared-folder make_shared_directory
            finish_all
            touch \(ShellText.quoted(Self.marker))

            """
    }

    private static let functions = #"""
        # The callback address goes to curl by standard input: a process list is no place for it.
        report_failure() {
            local detail
            detail=$(tail -n 20 "$logs/$1.log" | tail -c 2000 | LC_ALL=C tr -cd '\12\40-\176' \
                | sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' | sed -e ':a' -e 'N' -e '$!ba' -e 's/\n/\\n/g')
            printf 'url = "%s"\n' "$callback" | curl --config - --silent --show-error --max-time 20 \
                --retry 3 --header 'Content-Type: application/json' \
                --data "{\"status\":\"failed\",\"step\":\"$1\",\"detail\":\"$detail\"}" || true
        }

        # Three tries a step: a package mirror or a download that fails once is no reason to give up a server.
        attempt() {
            local try status
            for try in 1 2 3; do
                # Not `if "$2"`: within a condition bash ignores `set -e`, and a failure half-way would pass.
                set +e
                (set -e; "$2") >>"$logs/$1.log" 2>&1
                status=$?
                set -e
                if [ "$status" = 0 ]; then return 0; fi
                echo "attempt $try failed with $status" >>"$logs/$1.log"
                [ "$try" = 3 ] || sleep $((try * 3))
            done
            return 1
        }

        declare -A running=()

        begin() {
            echo "set-up: $1"
            attempt "$1" "$2" &
            running[$!]=$1
        }

        finish_all() {
            local process
            while [ ${#running[@]} -gt 0 ]; do
                if wait -n -p process; then
                    unset "running[$process]"
                else
                    echo "set-up: ${running[$process]} failed"
                    report_failure "${running[$process]}"
                    kill $(jobs -p) 2>/dev/null || true
                    exit 1
                fi
            done
        }

        as_user() { su - "$user" -c "set -eo pipefail; $1"; }

        install_bun() { as_user 'curl -fsSL https://bun.sh/install | bash'; }

        install_claude_code() { as_user 'curl -fsSL https://claude.ai/install.sh | bash'; }

        install_github_cli() {
            local keyring=/etc/apt/keyrings/githubcli-archive-keyring.gpg
            mkdir -p -m 755 /etc/apt/keyrings
            curl -fsSL https://cli.github.com/packages/githubcli-archive-keyring.gpg -o "$keyring"
            chmod go+r "$keyring"
            echo "deb [arch=$(dpkg --print-architecture) signed-by=$keyring]" \
                "https://cli.github.com/packages stable main" >/etc/apt/sources.list.d/github-cli.list
            apt-get update -q
            apt-get install -y -q gh
        }

        clone_rachel() {
            as_user "rm -rf rachel8 && git clone -q '$repository' rachel8 && git -C rachel8 checkout -q '$reference'"
        }

        set_path() {
            as_user 'grep -qs rachel-cloud .profile || echo "PATH=\$HOME/.bun/bin:\$HOME/.local/bin:\$PATH # rachel-cloud" >>.profile'
        }

        install_dependencies() { as_user 'cd rachel8 && "$HOME/.bun/bin/bun" install'; }

        make_shared_directory() { as_user 'mkdir -p shared'; }
        """#
}
