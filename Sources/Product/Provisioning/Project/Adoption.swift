package import Hetzner
package import Logging
package import Store

/// Takes servers back into ledger and record that a lost, restored or new database doesn't know.
package struct Adoption {
    /// The reason why a server is not adopted; nothing is changed then.
    package enum Refusal: Error, Equatable, CustomStringConvertible {
        case notThere
        case notOurs
        case otherCustomers(label: String)
        case store(AdoptionRefusal)

        package init(_ refusal: AdoptionRefusal) {
            self = .store(refusal)
        }

        package var description: String {
            switch self {
            case .notThere: "there is no such server in the project"
            case .notOurs: "it carries no label of ours; `--foreign` adopts it all the same"
            case .otherCustomers(let label):
                "its label names another customer, \(label); if this database doesn't know that one, `--foreign` adopts it "
                    + "all the same"
            case .store(.isCustomers(let user)): "it is customer \(user)'s"
            case .store(.customerIsBusy): "the customer has another server, or a job that is not finished"
            case .store(.unknown): "it is neither untracked nor kept"
            }
        }
    }

    private static let callLimit: Duration = .seconds(60)

    private let store: Store
    private let hetzner: HetznerClient
    private let witness: Witness

    package init(store: Store, hetzner: HetznerClient, project: String, log: Logger) {
        self.store = store
        self.hetzner = hetzner
        witness = Witness(store: store, hetzner: hetzner, project: project, log: log)
    }

    /// The untracked and kept servers whose label or line names a customer who has none.
    package func candidates() throws -> [(server: Int64, user: User.ID)] {
        let untracked = try store.untracked().filter { $0.kind == .server }.map { ($0.hetznerID, $0.userID) }
        let kept = try store.keptLines().filter { $0.kind == .server }.map { ($0.hetznerID, $0.userID) }
        return try (untracked.map { (Optional($0.0), $0.1) } + kept).compactMap { server, user in
            guard let server, let user, let subscription = try store.subscription(of: user),
                !subscription.isServerProvisioned
            else { return nil }
            return (server, user)
        }
    }

    /// Makes the server the customer's. Returns true when our key to it is known. Throws `Refusal`, `WitnessError` and
    /// `HetznerError`; nothing is changed then. Safe to repeat.
    package func adopt(_ id: Int64, for user: User.ID, isForeign: Bool) throws -> Bool {
        _ = try witness.look()
        let server = try found(id)
        let label = Naming.userID(in: server.labels)
        // After a lost database the label names a customer whom nobody knows any more.
        if let label, label != user, try !isForeign || store.user(label) != nil {
            throw Refusal.otherCustomers(label: label.text)
        }
        guard label != nil || isForeign else { throw Refusal.notOurs }
        let adopted = AdoptedServer(
            hetznerID: server.id, name: server.name ?? "server-\(server.id)",
            ipAddress: server.ipv4Address ?? server.ipv6Address)
        do {
            return try store.adopt(adopted, for: user, in: witness.project())
        } catch let refusal as AdoptionRefusal {
            throw Refusal.store(refusal)
        }
    }

    private func found(_ id: Int64) throws -> Server {
        do throws(HetznerError) {
            return try hetzner.server(id, by: hetzner.deadline(in: Self.callLimit))
        } catch {
            throw error.kind == .notFound ? Refusal.notThere : error
        }
    }
}
