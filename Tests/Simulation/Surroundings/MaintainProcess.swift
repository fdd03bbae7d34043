import Hetzner
import Provisioning
import Store
import Time

/// `maintain`: a turn every ten seconds, except that the time in which nothing can be due is leapt over.
final class MaintainProcess {
    private static let interval = Duration.seconds(10)

    private let installation: Installation
    private let thread: SimulatedThread

    init(_ installation: Installation, _ thread: SimulatedThread) {
        self.installation = installation
        self.thread = thread
    }

    func run() {
        let (simulation, scheduler) = (installation.simulation, installation.simulation.scheduler)
        guard var loop = simulation.attempt("maintain", makeLoop) else { return }
        while scheduler.isCurrentAlive {
            thread.scope = Scope(
                "\(installation.name).maintain@\((scheduler.now - simulation.start).milliseconds)")
            loop.turn()
            pause()
        }
    }

    private func makeLoop() throws -> MaintenanceLoop {
        let (simulation, scheduler) = (installation.simulation, installation.simulation.scheduler)
        let store = try installation.openStore()
        let client = installation.client(sharingCallsOf: store)
        let witness = Witness(
            store: store, hetzner: client, project: installation.settings.project, log: installation.log)
        let maintenance = Maintenance(
            store: store,
            deletion: Deletion(store: store, hetzner: client, witness: witness, log: installation.log),
            jobDeadline: Installation.jobDeadline, maxJobs: Installation.maxJobs, log: installation.log,
            hasEnded: { [installation] owner in
                installation.host.sees(owner) && !simulation.isRunning(owner: owner)
            }, launch: { [installation] job, kind in installation.launch(job, kind) })
        let sweep = Sweep(
            store: store, hetzner: installation.client(sharingCallsOf: store, purpose: .watching),
            settings: installation.settings, log: installation.log)
        return MaintenanceLoop(maintenance, sweep, log: installation.log) {
            simulation.monotonic(scheduler.now)
        }
    }

    /// Waits for the next turn: longer while there is neither a job nor a pending deletion, when only a sweep and the end
    /// of a grace period may be due.
    private func pause() {
        let (simulation, scheduler) = (installation.simulation, installation.simulation.scheduler)
        guard scheduler.isCurrentAlive, installation.view().isIdle else {
            scheduler.pause(for: Self.interval)
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
