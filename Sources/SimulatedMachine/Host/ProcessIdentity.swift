import Glibc

/// A process told apart from a later one with the same id, by when it started.
struct ProcessIdentity: Codable, Equatable {
    let id: pid_t
    /// Field 22 of /proc/ID/stat: clock ticks since the kernel started.
    let startTicks: UInt64
    /// Which start of the kernel that is.
    let boot: String

    init(id: pid_t, startTicks: UInt64, boot: String) {
        self.id = id
        self.startTicks = startTicks
        self.boot = boot
    }

    /// The process that has this id now, or nil when none has or it is only waiting to be reaped.
    init?(running id: pid_t) {
        // No stat file means no such process, which is what nil says.
        guard
            let stat = try? File.text("/proc/\(id)/stat"),
            let boot = try? File.text("/proc/sys/kernel/random/boot_id"),
            let nameEnd = stat.lastIndex(of: ")")
        else { return nil }
        let fields = stat[nameEnd...].split(separator: " ")
        guard fields.count > 20, fields[1] != "Z", fields[1] != "X", let ticks = UInt64(fields[20]) else {
            return nil
        }
        self.init(id: id, startTicks: ticks, boot: boot)
    }

    var isRunning: Bool {
        ProcessIdentity(running: id) == self
    }

    /// Kills this process, and never a later one that was given its id.
    func kill() throws(MachineError) {
        guard isRunning else { return }
        guard Glibc.kill(id, SIGKILL) == 0 || errno == ESRCH else {
            throw .system("kill process", String(id))
        }
    }
}
