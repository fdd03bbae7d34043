/// Paths inside a machine.
enum GuestPaths {
    /// The simulator's own directory.
    static let directory = "/opt/machine"
    static let simulator = directory + "/hetzner-sim"
    static let machineSpecification = directory + "/machine.json"
    static let userData = directory + "/user-data"
    /// The uptime in hundredths of a second before which no package list can be updated.
    static let setUpEnds = directory + "/set-up-ends"
    /// A directory with one file for each injected fault, named by the fault.
    static let faults = directory + "/faults"
    /// The standard output of process 1, which becomes the console log on the host.
    static let console = "/proc/1/fd/1"
    /// The host's programs; in /usr/bin some of them are replaced by scripts.
    static let hostPrograms = "/usr/host"
    /// The PATH of services and of the programs that cloud-init runs.
    static let systemPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
}
