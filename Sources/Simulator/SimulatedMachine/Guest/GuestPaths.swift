/// Where things are on a machine, seen from inside.
enum GuestPaths {
    static let directory = "/opt/machine"
    static let simulator = directory + "/hetzner-sim"
    /// What a screen would show: the standard output of the first process.
    static let console = "/proc/1/fd/1"
    /// The host's programs, whatever stands in for them in /usr/bin.
    static let hostPrograms = "/usr/host"
    static let systemPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
}
