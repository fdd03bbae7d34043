import Hetzner
import Logging
import Store

/// Claims a project that has no witness. Of two installations that try it at once one succeeds: the first mark's name is
/// unique, and it is taken back by who finds the firewall labelled by then. Safe to kill anywhere and to repeat.
struct FirstClaim {
    private let firewall: SharedFirewall
    private let project: HetznerProject
    private let store: Store

    init(_ firewall: SharedFirewall, _ project: HetznerProject) {
        self.firewall = firewall
        self.project = project
        store = firewall.store
    }

    /// Claims the project whose shared firewall that is, nil when it has none, and returns the firewall. Throws
    /// `WitnessError` when it is another installation's, and `HetznerError`.
    func make(_ known: Firewall?) throws -> Firewall {
        let installation = try store.installation()
        if let observing = installation.observing { throw WitnessError.observing(reason: observing.reason) }
        let objects = MarkObjects(hetzner: firewall.hetzner, installation: installation.id, project: project)
        // Before a mark of ours is set: whoever has labelled it with our ids has this database's too.
        if let known, case .ours = try firewall.owner(of: known, project), !project.isClaimed {
            try requireOwnAttempt(objects)
        }
        let intended = try store.intendMark(of: project)
        guard let mark = intended.intendedMark else { throw StoreError.changedMeanwhile }
        // Another job was faster. What is intended now is an ordinary move, which the next one finishes.
        if intended.isClaimed, !project.isClaimed, let claimed = try firewall.find() { return claimed }
        let found = try objects.set(mark, after: nil, epoch: project.epoch + 1, by: firewall.deadline)
        guard found.mark == mark else {
            throw WitnessError.otherInstallation(own: installation.id.text, found: found.installation)
        }
        let labelled = try label(known, installation, objects, found)
        let isFirst = try store.recordFirstClaim(
            of: intended, mark: HetznerProject.Mark(text: mark, object: found.object), epoch: found.epoch)
        guard isFirst else { return labelled }
        firewall.log.notice(
            "project.claimed",
            metadata: [
                "installation": "\(installation.id)", "project": "\(project.id)", "name": "\(project.name)",
            ])
        return labelled
    }

    private func label(
        _ known: Firewall?, _ installation: Installation, _ objects: MarkObjects, _ mark: MarkObjects.Found
    ) throws -> Firewall {
        let labels = Naming.labels(of: project, installation.id)
        // Read again, since another installation may have claimed the project before our mark was set.
        let current =
            try known == nil
            ? firewall.create(labels: labels) : firewall.find() ?? firewall.create(labels: labels)
        do {
            if case .ours = try firewall.owner(of: current, project) { return current }
        } catch {
            _ = try objects.delete(mark.object, by: firewall.deadline)
            throw error
        }
        return try firewall.hetzner.setLabels(labels, ofFirewall: current.id, by: firewall.deadline)
    }

    /// Throws unless the first mark is the one that we intended: then our own claim was interrupted. Otherwise a newer
    /// copy of this database has claimed the project.
    private func requireOwnAttempt(_ objects: MarkObjects) throws {
        let first = try objects.first(by: firewall.deadline)
        // Read after it, since another job of ours may be at it.
        let current = try store.project(named: project.name)
        if current.isClaimed { return }
        if let first, first.mark == current.intendedMark { return }
        let reason = "a newer copy of this database has claimed the project"
        try store.observe(because: reason)
        throw WitnessError.observing(reason: reason)
    }
}
