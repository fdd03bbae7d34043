import Store
import Time

/// What is at Hetzner under our label without a line in the ledger, and what is kept until a person decides.
struct UntrackedList {
    private struct Entry: Encodable {
        let kind: String
        let hetznerID: Int64?
        let state: String
        let name: String
        let customer: String?
        let type: String?
        let location: String?
        /// What it costs in a month, taxes included, in the currency of Hetzner's bill.
        let monthlyPrice: String?
        /// Since its creation.
        let ageHours: Int64?
        let since: String
    }

    private let entries: [Entry]

    init(_ store: Store) throws {
        let untracked = try store.untracked().map { found in
            Entry(
                kind: found.kind.rawValue, hetznerID: found.hetznerID, state: "untracked", name: found.name,
                customer: try found.userID.flatMap(store.user)?.email ?? found.userID?.text,
                type: found.serverType, location: found.location, monthlyPrice: found.price.map(Self.rounded),
                ageHours: found.createdAt.map { (store.wallTime - $0).milliseconds / 3_600_000 },
                since: found.firstSeenAt.rfc3339)
        }
        let kept = try store.keptLines().map { line in
            Entry(
                kind: line.kind.rawValue, hetznerID: line.hetznerID, state: "kept", name: line.name,
                customer: try line.userID.flatMap(store.user)?.email, type: nil, location: nil,
                monthlyPrice: nil,
                ageHours: (store.now - line.createdAt).milliseconds / 3_600_000, since: line.createdAt.rfc3339
            )
        }
        entries = untracked + kept
    }

    /// The amount to the cent; Hetzner writes ten digits and more behind the point.
    private static func rounded(_ amount: String) -> String {
        guard let cents = Double(amount).flatMap({ Int64(exactly: ($0 * 100).rounded()) }), cents >= 0 else {
            return amount
        }
        return "\(cents / 100).\(cents % 100 < 10 ? "0" : "")\(cents % 100)"
    }

    func print(asJSON isJSON: Bool) throws {
        guard !isJSON else { return try Output.json(entries) }
        Output.table(
            ["KIND", "ID", "STATE", "CUSTOMER", "NAME", "TYPE", "LOCATION", "A MONTH", "AGE", "SEEN SINCE"],
            entries.map { entry in
                [
                    entry.kind, entry.hetznerID.map(String.init) ?? "-", entry.state, entry.customer ?? "-",
                    entry.name, entry.type ?? "-", entry.location ?? "-", entry.monthlyPrice ?? "-",
                    entry.ageHours.map { "\($0) h" } ?? "-", entry.since,
                ]
            })
    }
}
