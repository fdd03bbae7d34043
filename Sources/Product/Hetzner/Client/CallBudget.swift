/// What a call is for: who goes first when few calls are left.
package enum CallPurpose: Sendable, CaseIterable {
    /// Deleting what costs money; never held back.
    case deletion
    /// Making what somebody waits for.
    case creation
    /// Looking, which can be done later or not at all; refused rather than delayed.
    case watching
}

/// Divides a project's calls among all processes that use its token.
package protocol CallBudget {
    /// Counts one call and returns nil, or returns how long to wait before asking again. A budget that can't be
    /// read must not keep anyone from calling.
    func admit(_ purpose: CallPurpose) -> Duration?
    /// Learns what an answer said of the calls that are left.
    func note(_ limit: RateLimit)
}
