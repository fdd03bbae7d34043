package import Hetzner
package import Logging
package import Store
import Time

/// Takes a project over, from another installation or from another copy of this database, on a person's word, and not
/// before it has shown for two minutes that nobody else moves its mark.
package struct Takeover {
    /// Longer than a move entitles to act, and the longest call after it, together.
    package static let silence: Duration = Witness.validity + .seconds(65)
    private static let callLimit: Duration = .seconds(60)

    /// The reason why a project is not taken over.
    package enum Refusal: Error, Equatable, CustomStringConvertible {
        case isAlive
        case notObserving
        case otherWitness(found: String)
        case noWitness
        /// The project of that name is another one.
        case hasOwnProject(name: String)

        package var description: String {
            switch self {
            case .isAlive:
                "the project's mark has changed while we looked: the other installation is at work. Stop it for good first"
            case .notObserving: "this installation does not observe: there is nothing to resume"
            case .otherWitness(let found): "the project is installation \(found)'s"
            case .hasOwnProject(let name):
                "this installation has claimed another project as \(name): give the token's project another name by "
                    + "HCLOUD_PROJECT, and try again"
            case .noWitness: "the project has no witness of an installation: use `rachel-cloud project claim`"
            }
        }
    }

    private let store: Store
    private let hetzner: HetznerClient
    private let settings: ProvisioningSettings
    private let log: Logger
    private let wait: (Duration) -> Void

    /// - Parameter wait: Lets that much time pass.
    package init(
        store: Store, hetzner: HetznerClient, settings: ProvisioningSettings, log: Logger,
        wait: @escaping (Duration) -> Void
    ) {
        self.store = store
        self.hetzner = hetzner
        self.settings = settings
        self.log = log
        self.wait = wait
    }

    /// Ends the observing of this installation. Throws `Refusal`, `WitnessError` and `HetznerError`; then it goes on
    /// observing.
    package func resume() throws -> Resumption {
        let installation = try store.installation()
        guard installation.observing != nil else { throw Refusal.notObserving }
        let project = try store.project(named: settings.project)
        guard let witness = try firewall.find() else { throw Refusal.noWitness }
        guard case .ours = try Owner(of: witness, installation.id, project) else { throw Refusal.noWitness }
        let (mark, epoch) = try replaceMark(of: project, of: installation.id.text, installation.id)
        return try store.recordResumption(
            of: project, mark: mark, epoch: epoch, sentence: FailureCode.internalError.sentence)
    }

    /// Makes another installation's project this one's. Throws as `resume` does; then the project stays the other's.
    package func claim(from other: String) throws {
        let installation = try store.installation()
        let project = try store.project(named: settings.project)
        // An id names one project at Hetzner for ever.
        guard !project.isClaimed else { throw Refusal.hasOwnProject(name: project.name) }
        guard let witness = try firewall.find(),
            let found = witness.labels?[Naming.installationLabel]
        else { throw Refusal.noWitness }
        guard found == other else { throw Refusal.otherWitness(found: found) }
        let (mark, epoch) = try replaceMark(of: project, of: other, installation.id)
        _ = try hetzner.setLabels(
            Naming.labels(of: project, installation.id), ofFirewall: witness.id, by: deadline)
        try store.recordClaim(of: project, mark: mark, epoch: epoch, by: .operator)
    }

    /// Replaces the last mark of that installation, once it has stayed the same for long enough. Where refused copies have
    /// left marks of theirs, nobody can tell which one is the last: all are replaced by the same one.
    private func replaceMark(
        of project: HetznerProject, of owner: String, _ installation: Installation.ID
    ) throws -> (HetznerProject.Mark, epoch: Int64) {
        let objects = MarkObjects(hetzner: hetzner, installation: installation, project: project)
        let seen = try objects.unreplaced(of: owner, by: deadline)
        log.notice("takeover.waits", metadata: ["seconds": "\(Self.silence.milliseconds / 1000)"])
        wait(Self.silence)
        guard try objects.unreplaced(of: owner, by: deadline).map(\.object) == seen.map(\.object) else {
            throw Refusal.isAlive
        }
        let fresh = try store.freshMark()
        let epoch = max(project.epoch, seen.map(\.epoch).max() ?? 0) + 1
        let former = seen.isEmpty ? [nil] : seen.map(\.mark).map(Optional.some)
        var last: Int64 = 0
        for mark in former {
            let set = try objects.set(fresh, after: mark, epoch: epoch, by: deadline)
            guard set.mark == fresh else { throw Refusal.isAlive }
            last = set.object
        }
        for mark in seen where try !objects.exists(.init(text: mark.mark, object: mark.object), by: deadline)
        {
            throw Refusal.isAlive
        }
        return (HetznerProject.Mark(text: fresh, object: last), epoch)
    }

    private var firewall: SharedFirewall {
        SharedFirewall(store: store, hetzner: hetzner, settings: settings, log: log, deadline: deadline)
    }

    private var deadline: ContinuousClock.Instant { hetzner.deadline(in: Self.callLimit) }
}
