/// What must always hold, or hold in the quiet at the end. The raw value is its name in reports and lists.
enum Rule: String, CaseIterable {
    case oneServer = "one-server"
    case ledger = "ledger"
    case serverRow = "server-row"
    case kept = "kept"
    case absence = "absence"
    case lease = "lease"
    case newestLease = "newest-lease"
    case callback = "callback"
    case secret = "secret"
    case page = "page"
    case failure = "failure"
    case steps = "steps"
    case transaction = "transaction"
    case jobsEnd = "jobs-end"
    case deletionsEnd = "deletions-end"
    case bill = "bill"
    case integrity = "integrity"
    case subscription = "subscription"
    case starved = "starved"
    case trap = "trap"

    var sentence: String {
        switch self {
        case .oneServer: "A customer has at most one live server and one unfinished job."
        case .ledger: "Every live server of ours has one open line in the ledger."
        case .serverRow:
            "A server row is wanted exactly while its customer has the server, or a deploy of it, or a person has to decide."
        case .kept:
            "Nothing of someone with access is deleted but by an act, its own job, or an end of access."
        case .absence:
            "A line of the ledger is closed only when its resource is gone and can't come any more."
        case .lease: "No lease is taken from a living holder."
        case .newestLease: "Only the newest holder of a job changes the job or its server."
        case .callback: "No callback counts twice."
        case .secret: "No secret reaches another server, a log or user-data."
        case .page: "The status page agrees with store and Hetzner."
        case .failure: "No response is a 500."
        case .steps: "A job goes from step to step only as the list of steps says."
        case .transaction: "No call and no script is made inside a transaction."
        case .jobsEnd: "In quiet every job ends."
        case .deletionsEnd: "In quiet every pending deletion is carried out."
        case .bill: "In quiet the servers that Hetzner bills are those that the ledger calls active."
        case .integrity: "The database is sound."
        case .subscription: "In quiet the subscription is as the billing service has it."
        case .starved: "In quiet a customer who deploys gets a server."
        case .trap: "The program does not trap."
        }
    }
}

/// A rule that was broken.
struct Violation {
    let rule: Rule
    /// What exactly was seen.
    let detail: String
}
