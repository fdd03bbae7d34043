import Provisioning
import Store
import Time

/// What the operator does when the product asks for a person: looks, and decides.
extension OperatorActs {
    /// The time until somebody reads the log.
    private static let notice = Duration.seconds(1_800)

    /// Looks again and again whether the installation observes, or keeps servers that somebody must decide on.
    func lookAfter() {
        let (simulation, main) = (simulation, simulation.main)
        simulation.scheduler.after(Self.notice) { [self] in
            lookAfter()
            guard main.isOn else { return }
            let view = main.view()
            if view.isObserving { return resume() }
            guard view.hasServersToDecide else { return }
            main.command("op.decide@\(simulation.sinceStart)") { store in try self.decide(store) }
        }
    }

    /// Ends every other installation for good, then takes the project over.
    private func resume() {
        let (simulation, main) = (simulation, simulation.main)
        for installation in simulation.installations where installation !== main {
            simulation.remove(installation)
        }
        main.command("op.resume@\(simulation.sinceStart)") { store in
            let takeover = Takeover(
                store: store, hetzner: main.client(sharingCallsOf: store), settings: main.settings,
                log: main.log,
                wait: { simulation.scheduler.pause(for: $0) })
            simulation.scheduler.current?.process.mayRelease = true
            let resumption = try takeover.resume()
            simulation.log("operator", "resumed: \(resumption)")
        }
    }

    /// Gives servers that worked back to their customers, and deletes the others.
    private func decide(_ store: Store) throws {
        let (simulation, main) = (simulation, simulation.main)
        let adoption = Adoption(
            store: store, hetzner: main.client(sharingCallsOf: store), project: main.settings.project,
            log: main.log)
        let project = try store.project(named: main.settings.project)
        for (server, user) in try adoption.candidates() where simulation.customers.wasReady(server: server) {
            _ = try? adoption.adopt(server, for: user, isForeign: false)
        }
        let untracked = try store.untracked().map { ($0.kind, $0.hetznerID) }
        let keptLines = try store.keptLines()
        for line in keptLines where line.hetznerID == nil {
            for server in simulation.hetzner.live.values where server.jobID == line.jobID?.text {
                simulation.customers.customer(ofUser: server.userID ?? "")?.mayGo.insert(server.id)
            }
            try store.deleteKept(line.kind, named: line.name, in: project)
        }
        let kept = keptLines.compactMap { line in line.hetznerID.map { (line.kind, $0) } }
        for (kind, id) in untracked + kept {
            if kind == .server, let user = simulation.hetzner.live[id]?.userID {
                simulation.customers.customer(ofUser: user)?.mayGo.insert(id)
            }
            try store.deleteKept(kind, id, in: project)
        }
    }
}
