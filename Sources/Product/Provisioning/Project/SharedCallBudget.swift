package import Hetzner
package import Logging
package import Store
import Time

/// Divides a project's calls to Hetzner among all processes, through the store. When few calls of the hour are left,
/// watching is refused first, creating next, and deleting never.
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
            // Hetzner has a limit of its own; ours must not stop anyone from deleting what costs money.
            log?.warning("budget.unreadable", metadata: ["error": "\(error)"])
            return nil
        }
    }

    package func record(_ limit: RateLimit) {
        do {
            try store.learnCalls(
                of: project, limit: Int64(limit.limit), remaining: Int64(limit.remaining))
        } catch {
            log?.warning("budget.unwritable", metadata: ["error": "\(error)"])
        }
    }
}

extension CallPurpose {
    /// The share of the calls, in thousandths, that must be left for more urgent purposes.
    fileprivate var reserve: Int64 {
        switch self {
        case .deletion: 0
        case .creation: 5
        case .watching: 200
        }
    }
}
