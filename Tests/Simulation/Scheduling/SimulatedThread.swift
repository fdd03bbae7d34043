import Time

/// A thread of a simulated process, which is a real thread that runs only while it has the baton.
final class SimulatedThread {
    let process: SimulatedProcess
    /// The names of the choices that it makes.
    var scope: Scope
    /// It holds SQLite's write lock: until it gives it back no other process runs, unless the run allows it.
    var isInTransaction = false
    /// It has written to the log in this transaction.
    var hasWritten = false
    var isEnded = false
    let baton = Baton()
    /// Grows with each pause, so that a wake-up of an earlier one is known.
    var pauses = 0

    init(_ process: SimulatedProcess, _ scope: Scope) {
        self.process = process
        self.scope = scope
    }
}

/// A process of the simulated machine: it lives until all its threads have ended, or until it is killed.
final class SimulatedProcess {
    let name: String
    let host: Host
    /// The text by which a lease names it.
    let owner: String
    /// The stream of OpenSSL's bytes.
    let entropy: UnsafeMutablePointer<UInt64>
    fileprivate(set) var isAlive = true
    /// Set while it is stopped, as by SIGSTOP.
    var isStopped = false
    /// The time at which its last stop ends or ended; none of its threads runs before.
    var stopEnds = Instant(milliseconds: 0)
    /// The end of its last stop; long ago for one that never was.
    var lastStoppedAt = Instant(milliseconds: 0)
    /// The job that it works on.
    var job: String?
    /// It was told by the operator to take a job from its holder.
    var mayRelease = false
    var threads: [SimulatedThread] = []
    /// True for a service, which waits for requests while it has no thread.
    var livesWithoutThreads = false
    /// Called once, when it has ended or was killed and all its threads are gone.
    var onEnd: () -> Void = {}

    init(_ name: String, on host: Host, entropy seed: UInt64) {
        self.name = name
        self.host = host
        owner = host.nextOwner()
        entropy = .allocate(capacity: 1)
        entropy.initialize(to: seed)
    }

    deinit {
        entropy.deallocate()
    }

    func end() {
        isAlive = false
    }
}

/// A machine on which processes of ours run.
final class Host {
    let name: String
    /// The difference of its wall clock from the true time.
    var clockOffset: Duration = .zero
    private(set) var boot = 1
    private var processes = 0

    init(_ name: String) {
        self.name = name
    }

    /// The text that names the next process, as `ProcessIdentity` writes it: boot, namespace, id, start.
    func nextOwner() -> String {
        processes += 1
        return "\(name)-\(boot)/ns/\(processes)/1"
    }

    /// The power comes back: from now on no process of before is visible.
    func reboot() {
        boot += 1
    }

    /// True when the owner is a process of this boot, whose end can be seen from here.
    func sees(_ owner: String) -> Bool {
        owner.hasPrefix("\(name)-\(boot)/")
    }
}
