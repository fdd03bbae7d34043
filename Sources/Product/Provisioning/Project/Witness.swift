package import Hetzner
package import Logging
package import Store
import Time

/// Shows that the token's project and this database belong together, and that no other copy of the database has acted
/// since: without that an absence says nothing, and nothing is deleted or called ready.
///
/// The shared firewall names the installation and the project. A mark beside it is replaced before each irreversible
/// act; a copy that missed a decision then misses the mark too, and is refused at its next move. `Tests/Model` shows
/// that this holds in every order of events.
package struct Witness {
    /// The time after a move in which what it entitles to must be sent.
    static let validity: Duration = .seconds(60)
    private static let callLimit: Duration = .seconds(50)

    private let store: Store
    private let hetzner: HetznerClient
    private let projectName: String
    private let log: Logger

    package init(store: Store, hetzner: HetznerClient, project: String, log: Logger) {
        self.store = store
        self.hetzner = hetzner
        projectName = project
        self.log = log
    }

    /// The right to act on everything that was decided before it was asked for, for a minute.
    struct Entitlement {
        fileprivate let end: ContinuousClock.Instant

        func isValid(at time: ContinuousClock.Instant) -> Bool { time < end }
    }

    /// The project of the ledger that calls go to.
    package func project() throws -> HetznerProject {
        try store.project(named: projectName)
    }

    /// Replaces the mark, so that what was decided until now may be done. Another process's move that began after this
    /// call counts as well. Throws `WitnessError`, and `HetznerError` when it isn't known whether the move succeeded:
    /// asking again is safe.
    func cover() throws -> Entitlement {
        let decided = try project().movesBegun
        var start = now
        let deadline = hetzner.deadline(in: Self.callLimit)
        var isSeen = false
        while true {
            var current = try project()
            try requireUse(of: current)
            if current.movesDone > decided { return Entitlement(end: start + Self.validity) }
            // What another move has begun is finished first; it doesn't cover this decision.
            if current.intendedMark == nil {
                do {
                    current = try store.intendMark(of: current)
                } catch StoreError.changedMeanwhile {
                    continue
                }
            }
            start = now
            // Otherwise a mark of ours would be set in another project.
            if !isSeen { try requireOwner(of: current, by: deadline) }
            isSeen = true
            try move(current, by: deadline)
        }
    }

    /// Throws unless the project is claimed and the installation acts.
    private func requireUse(of project: HetznerProject) throws {
        if let observing = try store.installation().observing {
            throw WitnessError.observing(reason: observing.reason)
        }
        guard project.isClaimed else { throw WitnessError.unclaimed(project: project.name) }
    }

    /// Throws unless the shared firewall says that the token's project is ours.
    private func requireOwner(of project: HetznerProject, by deadline: ContinuousClock.Instant) throws {
        let firewall = try hetzner.sharedFirewall(of: project, by: deadline)
        guard let firewall, case .ours = try Owner(of: firewall, store.installation().id, project) else {
            throw WitnessError.unclaimed(project: project.name)
        }
    }

    /// Sets the intended mark in place of the last one, or finds that somebody else has.
    private func move(_ project: HetznerProject, by deadline: ContinuousClock.Instant) throws {
        guard let last = project.mark, let intended = project.intendedMark else { return }
        let objects = MarkObjects(
            hetzner: hetzner, installation: try store.installation().id, project: project)
        // Without this a second move at once could find the name of the first one free again.
        if let former = project.formerObject { try deleteFormer(former, of: project, objects, by: deadline) }
        let found = try objects.set(intended, after: last.text, epoch: project.epoch, by: deadline)
        guard found.mark == intended else {
            return try refuse(project, "another copy of this database has replaced the mark")
        }
        guard try objects.exists(last, by: deadline) else {
            return try refuse(project, "the mark of this database is not the project's any more")
        }
        guard try store.recordMark(found.object, of: project) else { return }
        // The next move makes sure that it is gone.
        _ = try? objects.delete(last.object, by: deadline)
    }

    private func deleteFormer(
        _ object: Int64, of project: HetznerProject, _ objects: MarkObjects,
        by deadline: ContinuousClock.Instant
    ) throws {
        let isGone = try objects.delete(object, by: deadline) || objects.delete(object, by: deadline)
        guard isGone else { throw WitnessError.unclear("firewall \(object) is not deleted") }
        try store.recordFormerMarkGone(object, of: project)
    }

    private func refuse(_ project: HetznerProject, _ reason: String) throws {
        let text = "\(reason): it is an old copy, or a copy of it is alive"
        guard try store.observeRefusal(of: project, because: text) else { return }
        let installation = try store.installation().id
        log.error(
            "installation.observing",
            metadata: [
                "installation": "\(installation)", "project": "\(project.id)",
                "reason": "\(text)",
            ])
        throw WitnessError.observing(reason: text)
    }

    /// What a look finds, which entitles to nothing.
    package enum Look: Sendable {
        /// Firewall and mark are ours.
        case isOurs
        /// Nobody has claimed the project, and the ledger has no open line in it.
        case isNobodys
    }

    /// Looks whose the project is, and changes nothing. Throws `WitnessError` when it isn't ours, and `HetznerError`.
    package func look() throws -> Look {
        let (installation, current) = (try store.installation(), try project())
        if let observing = installation.observing { throw WitnessError.observing(reason: observing.reason) }
        let deadline = hetzner.deadline(in: Self.callLimit)
        let firewall = try hetzner.sharedFirewall(of: current, by: deadline)
        let owner = try firewall.map { try Owner(of: $0, installation.id, current) } ?? .nobody
        guard let last = current.mark, owner == .ours else {
            guard try !current.isClaimed && !store.hasOpenLines(in: current) else {
                throw WitnessError.unclaimed(project: current.name)
            }
            return .isNobodys
        }
        let objects = MarkObjects(hetzner: hetzner, installation: installation.id, project: current)
        let isThere = try objects.exists(last, by: deadline)
        // Another process of ours may have replaced it meanwhile.
        guard try isThere || project().mark != last else {
            throw WitnessError.observing(reason: "the mark of this database is not the project's any more")
        }
        return .isOurs
    }

    private var now: ContinuousClock.Instant { hetzner.deadline(in: .zero) }
}
