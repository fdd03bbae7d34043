package import Time

/// A change of a subscription at the billing service.
package struct BillingEvent: Sendable {
    /// The subscription's status after the event.
    package enum Status: Equatable, Sendable {
        /// Paid for, until then if the end is known.
        case active(until: Instant?)
        /// Canceled or not paid for: the grace period begins, and lasts at least until the end of what is paid.
        case ending(paidUntil: Instant?)
        /// Over at once, without a grace period.
        case ended
    }

    /// The service's name of the event, such as `subscription.active`.
    package let type: String
    /// The time of the event by the service's clock, which gives events their order.
    package let at: Instant
    /// The service's id of the subscription.
    package let subscriptionID: String
    package let customer: BillingCustomer
    package let status: Status

    package init(
        type: String, at: Instant, subscriptionID: String, customer: BillingCustomer, status: Status
    ) {
        self.type = type
        self.at = at
        self.subscriptionID = subscriptionID
        self.customer = customer
        self.status = status
    }
}

/// The customer as the billing service knows them.
package struct BillingCustomer: Equatable, Sendable {
    /// Our id, when the checkout was told it.
    package let userID: User.ID?
    /// The service's own id of the customer.
    package let id: String?
    package let email: String?

    package init(userID: User.ID?, id: String?, email: String?) {
        self.userID = userID
        self.id = id
        self.email = email
    }
}

/// The terms for every subscription that ends.
package struct BillingTerms: Sendable {
    /// The least time for which a server stays after its subscription was canceled.
    package let gracePeriod: Duration
    /// The time that the deletion of a server may take.
    package let deprovisionDeadline: Duration

    package init(gracePeriod: Duration, deprovisionDeadline: Duration) {
        self.gracePeriod = gracePeriod
        self.deprovisionDeadline = deprovisionDeadline
    }
}

/// The effect of an event.
package enum BillingReceipt: Equatable, Sendable {
    /// The customer's subscription is as the event says. Launch the job, if there is one.
    case applied(to: User.ID, deprovision: Job.ID?)
    /// The subscription is over, and the deploy that was at work is to be undone. Launch the jobs that are due.
    case stopping(Job.ID, of: User.ID)
    /// Recorded without further effect: the customer is bound to another subscription of theirs.
    case beside(User.ID)
    /// This delivery was handled before; nothing changed.
    case repeated
    /// A later event of the same subscription was handled before; nothing changed.
    case outdated
    /// No account has that address or id. Recorded for the account that signs up with the address.
    case unclaimed
}
