import Store

extension Intent {
    /// Strikes the line after a certain refusal: nothing was made, so there is nothing to look for. A line that an
    /// earlier run left stays, since that run's call may have made something.
    func withdraw(_ context: JobContext) throws {
        guard case .new(let resource) = self else { return }
        try context.store.withdraw(resource, under: context.lease)
    }
}
