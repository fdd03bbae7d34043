/// Everything that the store throws, but for the `CryptoError` of a sealed column or of missing random bytes. Never
/// holds a bound value, so it may be logged.
package enum StoreError: Error, Equatable, CustomStringConvertible, Sendable {
    /// The file's schema is older than this program: run `rachel-cloud migrate`.
    case schemaTooOld(found: Int64, needed: Int64)
    /// A newer program migrated the file.
    case schemaTooNew(found: Int64, needed: Int64)
    /// Another process has taken the job; whoever sees this must stop at once.
    case leaseLost
    /// Another process does the work of `maintain`, or may do so by now; whoever sees this changes nothing more.
    case maintenanceLost
    /// Somebody asked to stop the deploy, which can't succeed any more.
    case cancelRequested
    /// Another process changed what this one had just read. Nothing was written; worth trying again.
    case changedMeanwhile
    case emailTaken
    case noSuchUser
    /// A unique index or primary key already holds a value. This error and the following have the engine's message
    /// and statement for the operator.
    case uniqueViolation(String)
    /// Another connection held the lock for the whole busy timeout; worth trying again.
    case databaseBusy(String)
    /// The database can't be used at all: the disk is full or broken, the file is read-only or gone. Worth trying again
    /// once the operator has repaired that.
    case databaseUnavailable(String)
    /// The engine failed in another way: a constraint doesn't hold, the file is damaged.
    case databaseFailed(String)
    /// A row holds a value that this program can't read.
    case malformedRow(String)

    package var description: String {
        switch self {
        case .schemaTooOld(let found, let needed):
            "the database is at schema version \(found), this program needs \(needed): run `rachel-cloud migrate`"
        case .schemaTooNew(let found, let needed):
            "the database is at schema version \(found), newer than this program's \(needed): update the program"
        case .leaseLost: "another process holds the job's lease"
        case .maintenanceLost: "this process does not hold the lease of `maintain` any more"
        case .cancelRequested: "the deploy is to be stopped"
        case .changedMeanwhile: "another process changed the same rows at the same time; try again"
        case .emailTaken: "an account with this email address exists already"
        case .noSuchUser: "no such user"
        case .uniqueViolation(let detail), .databaseBusy(let detail), .databaseUnavailable(let detail),
            .databaseFailed(let detail), .malformedRow(let detail):
            detail
        }
    }
}
