extension HetznerClient {
    /// Makes the body's calls for that purpose.
    package func calling<Value, Failure: Error>(
        for purpose: CallPurpose, _ body: () throws(Failure) -> Value
    ) throws(Failure) -> Value {
        let usual = self.purpose
        self.purpose = purpose
        defer { self.purpose = usual }
        return try body()
    }

    /// Waits until the budget has room for one more request. Throws `.overBudget` when that is later than the
    /// call's deadline, or at once when the call can be done without.
    func awaitRoom(_ context: ErrorContext, by deadline: ContinuousClock.Instant) throws(HetznerError) {
        while let pause = budget?.admit(purpose) {
            guard purpose != .watching, time.now() + pause < deadline else { throw context.overBudget() }
            time.sleep(pause)
        }
    }
}
