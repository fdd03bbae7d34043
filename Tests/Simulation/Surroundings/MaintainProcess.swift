import Hetzner
import Provisioning
import Store
import Time

/// `maintain`: a main thread that keeps the lease, and a thread for each round of a part, except that the time in which
/// nothing can be due is leapt over.
final class MaintainProcess {
    private static let interval = Duration.seconds(10)

    private let installation: Installation
    private let thread: SimulatedThread
    private var parts: [Part] = []

    /// A part with its own connection and clients, and its rounds.
    private final class Part {
        let progress: PartProgress
        var loop: PartLoop
        var isAtWork = false
        var dueAt: Instant

        init(_ progress: PartProgress, _ loop: PartLoop, dueAt: Instant) {
            (self.progress, self.loop, self.dueAt) = (progress, loop, dueAt)
        }
    }

    init(_ installation: Installation, _ thread: SimulatedThread) {
        self.installation = installation
        self.thread = thread
    }

    func run() {
        let (simulation, scheduler) = (installation.simulation, installation.simulation.scheduler)
        guard let duty = simulation.attempt("maintain", takeDuty) ?? nil else { return }
        parts = duty.parts.map { progress in
            let loop = PartLoop(progress, log: installation.log) { [unowned self] in
                try self.makeMaintenance(under: duty.lease, progress)
            }
            return Part(progress, loop, dueAt: scheduler.now)
        }
        while scheduler.isCurrentAlive {
            thread.scope = Scope(scopeName)
            do {
                try duty.renew()
            } catch StoreError.maintenanceLost {
                return scheduler.kill(thread.process)
            } catch {
                simulation.log("maintain", "failed: \(error)")
            }
            for part in parts where !part.isAtWork && part.dueAt <= scheduler.now { startRound(of: part) }
            pause()
        }
    }

    private var scopeName: String {
        let time = installation.simulation.scheduler.now - installation.simulation.start
        return "\(installation.name).maintain@\(time.milliseconds)"
    }

    private func takeDuty() throws -> MaintenanceDuty? {
        try MaintenanceDuty(
            store: installation.openStore(), owner: thread.process.owner, log: installation.log,
            hasEnded: installation.hasEnded)
    }

    private func startRound(of part: Part) {
        let scheduler = installation.simulation.scheduler
        part.isAtWork = true
        scheduler.start(thread.process, Scope("\(scopeName).\(part.progress.part.rawValue)")) { [self] _ in
            part.loop.turn()
            endRound(of: part)
        }
    }

    private func endRound(of part: Part) {
        let pause = part.progress.part.pause(betweenRounds: Self.interval)
        part.progress.rest(for: pause)
        part.dueAt = installation.simulation.scheduler.now + pause
        part.isAtWork = false
    }

    private func makeMaintenance(
        under lease: MaintenanceLease, _ progress: PartProgress
    ) throws -> Maintenance {
        let store = try installation.openStore()
        store.act(under: lease)
        let client = { [installation] (purpose: CallPurpose) in
            installation.client(sharingCallsOf: store, purpose: purpose) { transport in
                MaintenanceTransport(
                    transport, requireLease: { try store.requireMaintenance(lease) }, beat: progress.beat)
            }
        }
        return Maintenance(
            store: store, hetzner: client(.creation), watching: client(.watching),
            settings: installation.settings, jobDeadline: Installation.jobDeadline,
            maxJobs: Installation.maxJobs, log: installation.log,
            beat: progress.beat, hasEnded: installation.hasEnded,
            launch: { [installation] job, kind in installation.launch(job, kind) })
    }

    /// Waits for the next turn, meanwhile the rounds are done: longer while there is neither a job nor a pending deletion,
    /// when only a sweep and the end of a grace period may be due.
    private func pause() {
        let (simulation, scheduler) = (installation.simulation, installation.simulation.scheduler)
        scheduler.pause(for: Self.interval)
        guard scheduler.isCurrentAlive, !parts.contains(where: \.isAtWork), installation.view().isIdle else {
            return
        }
        installation.maintainLeap = thread
        scheduler.pause(for: simulation.idlePause)
        if installation.maintainLeap === thread { installation.maintainLeap = nil }
        // Turns stay on the same ten seconds, however long the leap was.
        let late = (scheduler.now - simulation.start).milliseconds % Self.interval.milliseconds
        scheduler.pause(for: Self.interval - .milliseconds(late))
    }
}
