import Hetzner
import Store

/// The objects at Hetzner that hold a project's marks: firewalls without rules, since their names are unique. Each is
/// named after the mark before it, so that of two who replace one mark only one succeeds.
struct MarkObjects {
    let hetzner: HetznerClient
    let installation: Installation.ID
    let project: HetznerProject

    /// A mark that somebody has set.
    struct Found {
        let object: Int64
        let mark: String
        let epoch: Int64
        let installation: String

        init?(_ firewall: Firewall) {
            guard let labels = firewall.labels, let mark = labels[Naming.markLabel] else { return nil }
            object = firewall.id
            self.mark = mark
            epoch = labels[Naming.epochLabel].flatMap { Int64($0) } ?? 0
            installation = labels[Naming.installationLabel] ?? "unknown"
        }
    }

    /// Sets a mark after another one. Returns the object of that name, which may be somebody else's. Throws
    /// `.ambiguous` when the mark may have been set. Safe to repeat.
    func set(
        _ mark: String, after former: String?, epoch: Int64, by deadline: ContinuousClock.Instant
    ) throws(HetznerError) -> Found? {
        var labels = Naming.labels(of: project, installation)
        labels[Naming.markLabel] = mark
        labels[Naming.epochLabel] = String(epoch)
        do throws(HetznerError) {
            return Found(
                try hetzner.createFirewall(
                    name: Naming.mark(after: former), rules: [], labels: labels, by: deadline))
        } catch {
            guard error.kind == .uniqueness || error.kind == .ambiguous,
                let found = try hetzner.firewall(named: Naming.mark(after: former), by: deadline)
            else { throw error }
            return Found(found)
        }
    }

    /// The first mark of all, while it is there.
    func first(by deadline: ContinuousClock.Instant) throws(HetznerError) -> Found? {
        try hetzner.firewall(named: Naming.mark(after: nil), by: deadline).flatMap(Found.init)
    }

    /// True while the mark's object is there.
    func exists(
        _ mark: HetznerProject.Mark, by deadline: ContinuousClock.Instant
    ) throws(HetznerError) -> Bool {
        do throws(HetznerError) {
            return Found(try hetzner.firewall(mark.object, by: deadline))?.mark == mark.text
        } catch {
            guard error.kind == .notFound else { throw error }
            return false
        }
    }

    /// Returns true when the object is certainly gone; else asking again tells.
    func delete(_ object: Int64, by deadline: ContinuousClock.Instant) throws(HetznerError) -> Bool {
        if case .gone = try hetzner.deleteFirewall(object, by: deadline) { return true }
        return false
    }

    /// The marks in the project, of whichever installation, oldest object first. A list may leave one out.
    func all(by deadline: ContinuousClock.Instant) throws(HetznerError) -> [Found] {
        try hetzner.firewalls(labels: ["managed-by": Naming.managedBy], by: deadline).compactMap(Found.init)
    }
}
