import Mustache
import Store

struct SubscriptionPage: Page, Equatable {
    static let template = PageTemplate.subscription

    let standing: SubscriptionStanding
    /// The operator's words on how to subscribe.
    let instructions: String

    var context: KeyValuePairs<Name, Value> {
        [
            .standing: .string(standing.sentence),
            .isActive: .bool(standing.status == .active),
            .instructions: .string(instructions),
        ]
    }
}

extension SubscriptionStanding {
    /// What the customer has, in one sentence or two.
    var sentence: String {
        switch (status, periodEndsAt, graceEndsAt) {
        case (.none, _, _): "You have no subscription yet."
        case (.active, let end?, _): "Your subscription is active until \(Timestamp(end).spoken)."
        case (.active, nil, _): "Your subscription is active."
        case (.gracePeriod, _, let end?):
            "Your subscription is not being renewed. Your server stays until \(Timestamp(end).spoken)."
        case (.gracePeriod, _, nil):
            "Your subscription is not being renewed. Your server stays for a short while."
        case (.ended, _, _): "Your subscription has ended."
        }
    }
}
