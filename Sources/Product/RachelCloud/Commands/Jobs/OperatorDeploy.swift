import Logging
import Store
import Web

extension Store {
    /// Starts a deploy by the operator's wish: checked, and told in the log, as a customer's click is.
    func startDeploy(
        byOperatorFor user: User.ID, _ configuration: Configuration, _ log: Logger
    ) throws -> DeployStart {
        let limits = configuration.deployLimits
        let start = try startDeploy(
            of: user, within: limits, deadline: configuration.jobDeadline, by: .operator)
        log.report(start, of: user, try serverLoad(within: limits))
        return start
    }
}

extension DeployRefusal {
    /// The reason of the refusal, for the operator.
    var operatorSentence: String {
        switch self {
        case .noActiveSubscription: "the customer has no active subscription"
        case .serverExists: "the customer has a server"
        case .onboardingUnfinished: "the customer's onboarding is unfinished"
        case .observing:
            "this installation is observing; look at `rachel-cloud sweep --dry-run`, then `rachel-cloud maintain --resume`"
        case .untrackedServer:
            "a server of the customer's is untracked or kept; look at `rachel-cloud servers --untracked`, then adopt or "
                + "delete it"
        case .tooManyDeploys: "the customer's deploys of the last 24 hours have reached DEPLOYS_PER_DAY"
        case .serverLimitReached: "there are as many servers as MAX_SERVERS allows"
        }
    }
}
