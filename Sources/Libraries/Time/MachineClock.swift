import Glibc

/// The clocks of one boot of one machine.
package struct MachineClock: Sendable {
    /// The calendar's time, which people and time synchronisation set.
    package let wall: TimeSource
    /// The time since the machine's start, which nobody can set (clock_gettime(2), `CLOCK_BOOTTIME`).
    package let sinceBoot: @Sendable () -> Duration
    /// Names the machine (machine-id(5)).
    package let machine: String
    /// Names this start of the machine among all.
    package let boot: String

    package init(
        machine: String, boot: String, wall: @escaping TimeSource,
        sinceBoot: @escaping @Sendable () -> Duration
    ) {
        self.machine = machine
        self.boot = boot
        self.wall = wall
        self.sinceBoot = sinceBoot
    }

    /// This machine's. Where its names can't be read they are empty, as on every such machine.
    package static let system = MachineClock(
        machine: line(of: "/etc/machine-id"), boot: line(of: "/proc/sys/kernel/random/boot_id"),
        wall: Instant.now, sinceBoot: timeSinceBoot)

    /// A machine whose only clock is that one; for tests, which set it.
    package static func following(_ clock: @escaping TimeSource) -> MachineClock {
        MachineClock(machine: "one", boot: "one", wall: clock) { .milliseconds(clock().milliseconds) }
    }

    @Sendable private static func timeSinceBoot() -> Duration {
        var time = timespec()
        guard clock_gettime(CLOCK_BOOTTIME, &time) == 0 else {
            preconditionFailure("BUG: CLOCK_BOOTTIME always exists on Linux")
        }
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    /// The first line of a short file; empty when there is none.
    private static func line(of path: String) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return "" }
        defer { close(descriptor) }
        let bytes = [UInt8](unsafeUninitializedCapacity: 64) { buffer, count in
            count = max(0, read(descriptor, buffer.baseAddress, buffer.count))
        }
        return String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }
}
