import SSH

/// The script that sets a new server up, run as root by `MachineUnit.setUp` until it has written its report.
///
/// Safe to repeat, since a reboot or a power cut may end it anywhere: a step begins by removing what an earlier try
/// left, and once the marker is there no step runs again. It stops at the first step that fails for good. `ReportScript`
/// sends the report.
struct SetUpScript {
    static let path = "/var/lib/rachel-cloud/set-up"
    /// The file that exists once every step has succeeded; the hand-over checks it.
    static let marker = "/var/lib/rachel-cloud/set-up.done"
    /// The body of the callback; exists once the set-up has succeeded or failed.
    static let report = "/var/lib/rachel-cloud/report.json"

    let text: String

    init(machine: MachineSettings) {
        text = """
            #!/bin/bash
            set -euo pipefail
            export DEBIAN_FRONTEND=noninteractive HOME=/root
            user=\(ShellText.quoted(machine.userName))
            packages=(\(machine.packages.map(ShellText.quoted).joined(separator: " ")))
            repository=\(ShellText.quoted(machine.repositoryURL))
            reference=\(ShellText.quoted(machine.repositoryReference))
            marker=\(Self.marker)
            report=\(Self.report)
            reporter=\(MachineUnit.report.name)
            logs=/var/log/rachel-cloud
            mkdir -p "$logs"

            \(Self.running)

            \(Self.reporting)

            \(Self.steps)

            if [ ! -e "$marker" ]; then
                begin packages install_packages
                finish_all
                begin bun install_bun
                begin github-cli install_github_cli
                begin claude-code install_claude_code
                begin clone clone_rachel
                finish_all
                begin path set_path
                begin dependencies install_dependencies
                begin shared-folder make_shared_directory
                finish_all
            fi
            report_success

            """
    }

    private static let running = #"""
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
        """#

    private static let reporting = #"""
        # The standard input as the inside of a JSON string, without what is not printable ASCII.
        json_text() {
            LC_ALL=C tr -cd '\12\40-\176' | sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' \
                | sed -e ':a' -e 'N' -e '$!ba' -e 's/\n/\\n/g'
        }

        # The report appears whole, after a power cut too.
        write_report() {
            printf '%s' "$1" >"$report.new"
            sync "$report.new"
            mv "$report.new" "$report"
            systemctl start --no-block "$reporter"
        }

        report_success() {
            # The marker must not outlive a power cut that the software doesn't.
            sync --file-system "${marker%/*}"
            touch "$marker"
            write_report "{\"status\":\"succeeded\",\"pub_key_ed25519\":\"$(json_text </etc/ssh/ssh_host_ed25519_key.pub)\"}"
        }

        report_failure() {
            local detail
            detail=$(tail -n 20 "$logs/$1.log" | tail -c 2000 | json_text) || true
            write_report "{\"status\":\"failed\",\"step\":\"$1\",\"detail\":\"$detail\"}"
        }
        """#

    private static let steps = #"""
        # Waits for whoever holds the lock: the daily upgrade may, for minutes.
        apt_get() { apt-get -q -y -o DPkg::Lock::Timeout=300 "$@"; }

        install_packages() {
            # Ends what a reboot interrupted. When it can't, apt-get says so.
            dpkg --configure -a || true
            apt_get update
            apt_get install "${packages[@]}"
        }

        install_bun() { as_user 'rm -rf .bun; curl -fsSL https://bun.sh/install | bash'; }

        install_claude_code() {
            as_user 'rm -rf .local/share/claude; curl -fsSL https://claude.ai/install.sh | bash'
        }

        install_github_cli() {
            local keyring=/etc/apt/keyrings/githubcli-archive-keyring.gpg
            mkdir -p -m 755 /etc/apt/keyrings
            curl -fsSL https://cli.github.com/packages/githubcli-archive-keyring.gpg -o "$keyring"
            chmod go+r "$keyring"
            echo "deb [arch=$(dpkg --print-architecture) signed-by=$keyring]" \
                "https://cli.github.com/packages stable main" >/etc/apt/sources.list.d/github-cli.list
            apt_get update
            apt_get install gh
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
