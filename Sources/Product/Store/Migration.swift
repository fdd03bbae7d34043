import SQLite

/// One numbered step of the schema. A migration that has been released is never changed: mend it with the
/// next one.
struct Migration: Sendable {
    let version: Int64
    let statements: [SQL]

    static let all = [initial, billingAndOffers, cancel, orphans]
}
