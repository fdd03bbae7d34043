package import Crypto
package import Store

/// What the operator decides about the site. The defaults are those of the configuration.
package struct WebSettings: Sendable {
    package enum SignUp: String, Sendable {
        /// Anyone may make an account.
        case open
        /// The operator makes accounts by `rachel-cloud user add`.
        case closed
    }

    /// Forms must come from this origin.
    package var baseURL: BaseURL
    package var signUp = SignUp.open
    /// From sign-in to the end of the session, whatever happens in between.
    package var sessionLifetime = Duration.seconds(30 * 86_400)
    /// After which a deploy ends, whatever happens.
    package var deployDeadline = Duration.seconds(15 * 60)
    package var deprovisionDeadline = Duration.seconds(15 * 60)
    /// After which the page says that a deploy takes longer than usual.
    package var slowAfter = Duration.seconds(120)
    /// How often a page that shows work in progress asks for itself again, in whole seconds.
    package var refreshInterval = Duration.seconds(3)
    /// Whom customers ask for a subscription, or for an account where sign-up is closed.
    package var operatorContact = OperatorContact("the operator of this site")
    /// Sign-ins tried for one account, and from one address.
    package var signInsPerEmail = AttemptLimit(count: 10, per: .seconds(15 * 60))
    package var signInsPerAddress = AttemptLimit(count: 50, per: .seconds(15 * 60))
    /// Accounts asked for from one address.
    package var signUpsPerAddress = AttemptLimit(count: 20, per: .seconds(60 * 60))

    /// What the billing service signs its deliveries with; without a key none is taken.
    package var billingKeys: [WebhookKey] = []
    /// Which of the service's products stand for a server; empty for all of them.
    package var billingProducts: Set<String> = []
    /// How long a server stays at least after its subscription was canceled.
    package var gracePeriod = Duration.seconds(3 * 86_400)

    package init(baseURL: BaseURL) {
        self.baseURL = baseURL
    }
}
