import SSH
import Store

/// The newest lease that a server has obeyed, kept on the server itself: a process that was stopped for longer than its
/// lease can't change there what its successor has done.
///
/// A fence is a number and a lease, since two copies of one database give the same numbers out.
package enum ServerFence {
    /// The exit status of a script that came too late.
    package static let refusal = 76

    /// Defines `fenced`, which runs a command as root if no newer lease was here, and lets nobody else in meanwhile.
    static func definition(of lease: Lease) -> ShellText {
        """
        fenced() {
            sudo -n flock -w 20 /var/lib/rachel-cloud/fence.lock sh -euc '
                newest=/var/lib/rachel-cloud/fence
                number=0 lease=
                [ ! -e $newest ] || read -r number lease <$newest
                if [ "$number" -gt "$1" ] || { [ "$number" -eq "$1" ] && [ "$lease" != "$2" ]; }; then
                    echo "a newer lease was here" >&2
                    exit \(refusal)
                fi
                echo "$1 $2" >$newest.partial
                sync $newest.partial
                mv -f $newest.partial $newest
                shift 2
                "$@"' sh \(Int(lease.fence)) \(lease.name) "$@"
        }
        """
    }
}

extension RemoteScript {
    /// Appends the step without which no script may change anything on a server. What it restarts goes by `fenced` again.
    mutating func takeFence(of lease: Lease) {
        step("take fence", "\(ServerFence.definition(of: lease))\nfenced true")
    }
}
