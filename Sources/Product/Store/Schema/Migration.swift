/// One numbered step of the schema. A migration that has been released is never changed: the next one corrects it.
struct Migration: Sendable {
    let version: Int64
    let statements: [SQL]

    static let all = [
        initial, billingAndOffers, cancel, orphans, steadyTime, waitingJobs, serverFence, ownership,
        maintenance, firewall, servers,
    ]
}

extension Store {
    /// Brings the schema up to date and returns the versions that were applied, in order. Safe to repeat and
    /// to run in several processes at once: each migration checks again under the write lock.
    @discardableResult
    package func migrate() throws -> [Int64] {
        guard try schemaVersion() <= Self.currentSchema else { throw try outdated() }
        let applied = try Migration.all.filter(apply).map(\.version)
        try startTime()
        try makeInstallation()
        return applied
    }

    /// Throws `StoreError` unless the file's schema is the one this program was written for.
    package func requireCurrentSchema() throws {
        guard try schemaVersion() == Self.currentSchema else { throw try outdated() }
    }

    private static let currentSchema = Migration.all.last?.version ?? 0

    private func apply(_ migration: Migration) throws -> Bool {
        try database.write {
            guard try schemaVersion() < migration.version else { return false }
            for statement in migration.statements { try database.execute(statement) }
            try database.setSchemaVersion(migration.version)
            return true
        }
    }

    private func schemaVersion() throws -> Int64 {
        try database.schemaVersion()
    }

    private func outdated() throws -> StoreError {
        let found = try schemaVersion()
        return found < Self.currentSchema
            ? .schemaTooOld(found: found, needed: Self.currentSchema)
            : .schemaTooNew(found: found, needed: Self.currentSchema)
    }
}
