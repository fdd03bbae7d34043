import Time

/// The reason why a deploy can't start; each has a sentence on the page and one for the operator. The raw values are
/// codes of the API and never change.
package enum DeployRefusal: String, Error, Sendable, CaseIterable {
    case noActiveSubscription = "no_active_subscription"
    case serverExists = "server_exists"
    case onboardingUnfinished = "onboarding_unfinished"
    /// This database may be an old copy, so nothing is ordered.
    case observing
    /// A server that waits for a person's decision, untracked or kept, holds the name of the customer's.
    case untrackedServer = "untracked_server"
    /// The customer's deploys of the last 24 hours have ordered as many servers as they may.
    case tooManyDeploys = "too_many_deploys"
    /// There are as many servers as there may be.
    case serverLimitReached = "server_limit_reached"
}

extension Store {
    /// The reason why this customer can't deploy now, or nil when they can. Of several, the first in the order above.
    package func deployRefusal(of user: User.ID, within limits: DeployLimits) throws -> DeployRefusal? {
        try DeployRefusal.allCases.first { refusal in
            try database.exists("SELECT 1 WHERE \(condition(of: refusal, user, limits))")
        }
    }

    /// True when no refusal holds, for the statement that starts the deploy.
    func mayDeploy(_ user: User.ID, within limits: DeployLimits) -> SQL {
        DeployRefusal.allCases.reduce("true") { others, refusal in
            "\(others) AND NOT \(condition(of: refusal, user, limits))"
        }
    }

    /// True when the refusal holds.
    private func condition(of refusal: DeployRefusal, _ user: User.ID, _ limits: DeployLimits) -> SQL {
        switch refusal {
        case .noActiveSubscription:
            "NOT EXISTS (SELECT 1 FROM subscriptions WHERE user_id = \(user) AND status = 'active')"
        case .serverExists:
            "EXISTS (SELECT 1 FROM subscriptions WHERE user_id = \(user) AND vps_provisioned = 1)"
        case .onboardingUnfinished:
            """
            NOT (EXISTS (SELECT 1 FROM telegram_bots WHERE user_id = \(user))
                AND EXISTS (SELECT 1 FROM claude_tokens WHERE user_id = \(user)))
            """
        case .observing: "EXISTS (SELECT 1 FROM installation WHERE observing_since_at IS NOT NULL)"
        case .untrackedServer: hasUntrackedServer(user)
        case .tooManyDeploys: "(\(deploysOfLastDay(of: user)) >= \(limits.deploysPerDay))"
        case .serverLimitReached: "(\(serverCount) >= \(limits.servers))"
        }
    }
}
