package import Crypto
package import HTTP
package import Store

/// The operator's decisions about the site. The defaults are those of the configuration.
package struct WebSettings: Sendable {
    package enum SignUp: String, Sendable {
        /// Anyone may create an account.
        case open
        /// The operator creates accounts by `rachel-cloud user add`.
        case closed
    }

    /// Forms must come from this origin.
    package var baseURL: BaseURL
    package var signUp = SignUp.open
    /// From sign-in to the end of the session, whatever happens in between.
    package var sessionLifetime = Duration.seconds(30 * 86_400)
    /// The longest time that a deploy may take.
    package var deployDeadline = Duration.seconds(15 * 60)
    /// The longest time that the deletion of a server may take.
    package var deprovisionDeadline = Duration.seconds(15 * 60)
    /// The number of jobs that may be at work at once.
    package var maxJobs = 16
    package var deployLimits = DeployLimits()
    /// The time after which the page says that a deploy takes longer than usual.
    package var slowAfter = Duration.seconds(120)
    /// The interval at which a page that shows work in progress reloads itself, in whole seconds.
    package var refreshInterval = Duration.seconds(3)
    /// The contact for a subscription, and for an account where sign-up is closed.
    package var operatorContact = OperatorContact("the operator of this site")
    /// The limits of sign-in attempts for one email address, and from one client address.
    package var signInsPerEmail = AttemptLimit(count: 10, per: .seconds(15 * 60))
    package var signInsPerAddress = AttemptLimit(count: 50, per: .seconds(15 * 60))
    /// The limit of sign-up attempts from one client address.
    package var signUpsPerAddress = AttemptLimit(count: 20, per: .seconds(60 * 60))

    /// The keys that the billing service signs its deliveries with; without a key every delivery is refused.
    package var billingKeys: [WebhookKey] = []
    /// The service's products that stand for a server; empty for all of them.
    package var billingProducts: Set<String> = []
    /// The shortest time that a server stays once its subscription is not renewed.
    package var gracePeriod = Duration.seconds(3 * 86_400)

    package init(baseURL: BaseURL) {
        self.baseURL = baseURL
    }
}
