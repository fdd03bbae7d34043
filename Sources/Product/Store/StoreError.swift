/// What the store refuses for reasons of its own; SQLite's and OpenSSL's refusals keep their own types.
package enum StoreError: Error, Equatable, CustomStringConvertible, Sendable {
    /// The file's schema is older than this program: run `rachel-cloud migrate`.
    case schemaTooOld(found: Int64, needed: Int64)
    /// The file was migrated by a newer program.
    case schemaTooNew(found: Int64, needed: Int64)
    /// Another process has taken the job over; whoever sees this must stop at once.
    case leaseLost
    /// The deploy is to be stopped and can't succeed any more.
    case cancelRequested
    case emailTaken
    case noSuchUser

    package var description: String {
        switch self {
        case .schemaTooOld(let found, let needed):
            "the database is at schema version \(found), this program needs \(needed): run `rachel-cloud migrate`"
        case .schemaTooNew(let found, let needed):
            "the database is at schema version \(found), newer than this program's \(needed): update the program"
        case .leaseLost: "another process holds the job's lease"
        case .cancelRequested: "the deploy is to be stopped"
        case .emailTaken: "an account with this email address exists already"
        case .noSuchUser: "no such user"
        }
    }
}
