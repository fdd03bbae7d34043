package import Hetzner
package import Logging
package import Store

/// A project's calls to Hetzner, divided through the store among all processes that make them: an hour's worth is
/// planned for and no more, looking ends first, creating next, and deleting never.
package struct SharedCallBudget: CallBudget {
    private let store: Store
    private let project: String
    private let log: Logger?

    package init(store: Store, project: String, log: Logger?) {
        self.store = store
        self.project = project
        self.log = log
    }

    package func admit(_ purpose: CallPurpose) -> Duration? {
        do {
            let wait = try store.takeCall(of: project, reserve: purpose.reserve)
            if let wait {
                log?.info(
                    "budget.short", metadata: ["purpose": "\(purpose)", "wait_ms": "\(wait.milliseconds)"])
            }
            return wait
        } catch {
            // Hetzner has a limit of its own; ours must not keep anyone from deleting what costs money.
            log?.warning("budget.unreadable", metadata: ["error": "\(error)"])
            return nil
        }
    }

    package func note(_ limit: RateLimit) {
        do {
            try store.learnCalls(
                of: project, limit: Int64(limit.limit), remaining: Int64(limit.remaining))
        } catch {
            log?.warning("budget.unwritable", metadata: ["error": "\(error)"])
        }
    }
}

extension CallPurpose {
    /// What must be left for those who go first, in parts of a thousand.
    fileprivate var reserve: Int64 {
        switch self {
        case .deletion: 0
        case .creation: 5
        case .watching: 200
        }
    }
}
