/// A subscription at the billing service that is paid for.
struct PaidSubscription {
    /// The service's id of it.
    let id: String
    /// Nil when its end is not known.
    let until: Instant?
}
