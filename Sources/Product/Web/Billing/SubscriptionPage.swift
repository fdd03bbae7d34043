import Mustache
import Store
import Time

/// The customer's subscription, and the way to get one.
struct SubscriptionPage: PageModel, Equatable {
    static let template = PageTemplate.subscription

    let subscription: SubscriptionSummary
    /// The person to ask for a subscription.
    let contact: OperatorContact

    var context: KeyValuePairs<Name, Value> {
        [
            .subscriptionStatus: .string(subscription.sentence),
            .isActive: .bool(subscription.status == .active),
            .contact: [.text: .string(contact.text), .href: .optional(contact.href)],
        ]
    }
}

extension WebHandler {
    func showSubscription(_ request: WebRequest) throws -> RouteResponse {
        let session = try request.requireSession()
        return .page(
            SubscriptionPage(
                subscription: SubscriptionSummary(try store.subscription(of: session.user.id)),
                contact: settings.operatorContact))
    }
}

/// A subscription's status and the dates when it ends.
struct SubscriptionSummary: Equatable {
    let status: Subscription.Status
    let periodEndsAt: Instant?
    let graceEndsAt: Instant?

    init(_ subscription: Subscription?) {
        status = subscription?.status ?? .none
        periodEndsAt = subscription?.currentPeriodEndsAt
        graceEndsAt = subscription?.gracePeriodEndsAt
    }

    /// One or two sentences for the customer.
    var sentence: String {
        switch (status, periodEndsAt, graceEndsAt) {
        case (.none, _, _): "You have no subscription yet."
        case (.active, let end?, _): "Your subscription is active until \(Timestamp(end).displayText)."
        case (.active, nil, _): "Your subscription is active."
        case (.gracePeriod, _, let end?):
            "Your subscription is not being renewed. Your server stays until \(Timestamp(end).displayText)."
        case (.gracePeriod, _, nil):
            "Your subscription is not being renewed. Your server stays for a short while."
        case (.ended, _, _): "Your subscription has ended."
        }
    }
}

extension Name {
    fileprivate static let contact: Name = "contact"
    fileprivate static let isActive: Name = "isActive"
    fileprivate static let subscriptionStatus: Name = "subscriptionStatus"
    fileprivate static let text: Name = "text"
}
