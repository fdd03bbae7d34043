package import Time

/// What the billing service says of one of its subscriptions, at one moment.
package struct BillingEvent: Sendable {
    /// What is paid for from then on.
    package enum Status: Equatable, Sendable {
        /// Paid for and going on; until then, if the end is known.
        case active(until: Instant?)
        /// Canceled or not paid for: the grace period begins, and lasts at least as long as what has been paid.
        case ending(paidUntil: Instant?)
        /// Over at once, without grace.
        case ended
    }

    /// The service's name for what happened, as `subscription.active`.
    package let type: String
    /// When it happened by the service's clock; events are put in order by it.
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

/// Who pays, as far as the billing service knows.
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

/// What holds for every subscription that ends.
package struct BillingTerms: Sendable {
    /// How long a server stays at least after its subscription was canceled.
    package let gracePeriod: Duration
    /// How long the deletion of a server may take.
    package let deprovisionDeadline: Duration

    package init(gracePeriod: Duration, deprovisionDeadline: Duration) {
        self.gracePeriod = gracePeriod
        self.deprovisionDeadline = deprovisionDeadline
    }
}

/// What became of an event.
package enum BillingReceipt: Equatable, Sendable {
    /// The customer's subscription is as the event says. Launch the job, if there is one.
    case applied(to: User.ID, deprovision: Job.ID?)
    /// The subscription is over, and the deploy that was at work is to be undone. Wake the job.
    case stopping(Job.ID, of: User.ID)
    /// Kept, but it is not what this customer lives on: another subscription of theirs is.
    case beside(User.ID)
    /// The delivery was handled before; nothing changed.
    case repeated
    /// A later event of the same subscription was handled before; nothing changed.
    case outdated
    /// Nobody has that address or id. Kept until someone signs up with the address.
    case unclaimed
}
