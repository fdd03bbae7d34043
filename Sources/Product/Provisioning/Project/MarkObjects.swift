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
        /// Nil when the response lacks it.
        let name: String?
        let mark: String
        let epoch: Int64
        let installation: String

        init(object: Int64, name: String?, mark: String, epoch: Int64, installation: String) {
            self.object = object
            self.name = name
            self.mark = mark
            self.epoch = epoch
            self.installation = installation
        }

        /// Nil for a firewall that holds no mark. Throws `WitnessError.unclear` when that isn't known.
        init?(_ firewall: Firewall) throws(WitnessError) {
            guard let labels = firewall.labels else {
                throw .unclear("firewall \(firewall.id) came without labels")
            }
            guard let mark = labels[Naming.markLabel] else { return nil }
            object = firewall.id
            name = firewall.name
            self.mark = mark
            epoch = labels[Naming.epochLabel].flatMap { Int64($0) } ?? 0
            installation = labels[Naming.installationLabel] ?? "unknown"
        }
    }

    /// Sets a mark after another one. Returns the object of that name, which may be somebody else's mark. Throws
    /// `.ambiguous` when the mark may have been set, and `WitnessError.unclear` when the name belongs to something that
    /// holds no mark: nobody who had one has replaced it. Safe to repeat.
    func set(
        _ mark: String, after former: String?, epoch: Int64, by deadline: ContinuousClock.Instant
    ) throws -> Found {
        var labels = Naming.labels(of: project, installation)
        labels[Naming.markLabel] = mark
        labels[Naming.epochLabel] = String(epoch)
        let name = Naming.mark(after: former)
        do throws(HetznerError) {
            let created = try hetzner.createFirewall(name: name, rules: [], labels: labels, by: deadline)
            // The response to our own order need not repeat the labels.
            return Found(
                object: created.id, name: name, mark: mark, epoch: epoch, installation: installation.text)
        } catch {
            guard error.kind == .uniqueness || error.kind == .ambiguous,
                let found = try hetzner.firewall(named: name, by: deadline)
            else { throw error }
            if let mark = try Found(found) { return mark }
            throw WitnessError.unclear(
                "firewall \(found.id) has the name \(name) and is no mark: delete it, or rename it")
        }
    }

    /// The first mark of all, while it is there.
    func first(by deadline: ContinuousClock.Instant) throws -> Found? {
        try hetzner.firewall(named: Naming.mark(after: nil), by: deadline).flatMap { try Found($0) }
    }

    /// True while the mark's object is there.
    func exists(_ mark: HetznerProject.Mark, by deadline: ContinuousClock.Instant) throws -> Bool {
        do {
            return try Found(hetzner.firewall(mark.object, by: deadline))?.mark == mark.text
        } catch let error as HetznerError where error.kind == .notFound {
            return false
        }
    }

    /// Returns true when the object is certainly gone; else asking again tells.
    func delete(_ object: Int64, by deadline: ContinuousClock.Instant) throws(HetznerError) -> Bool {
        if case .gone = try hetzner.deleteFirewall(object, by: deadline) { return true }
        return false
    }

    /// The marks of an installation that nobody has replaced. More than one only when refused copies have left theirs.
    func unreplaced(of owner: String, by deadline: ContinuousClock.Instant) throws -> [Found] {
        let marks = try all(by: deadline)
        let names = Set(
            try marks.map { mark in
                guard let name = mark.name else {
                    throw WitnessError.unclear("firewall \(mark.object) came without a name")
                }
                return name
            })
        return marks.filter { $0.installation == owner && !names.contains(Naming.mark(after: $0.mark)) }
    }

    /// The marks in the project, of whichever installation, oldest object first. A list may leave one out.
    func all(by deadline: ContinuousClock.Instant) throws -> [Found] {
        try hetzner.firewalls(labels: ["managed-by": Naming.managedBy], by: deadline).compactMap {
            try Found($0)
        }
    }
}
