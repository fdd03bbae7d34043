import Store

extension Intent {
    /// Closes the line after a certain refusal: nothing was made, so there is nothing to look for. A line that an
    /// earlier run left stays, since that run's call may have made something.
    func strike(in store: Store) throws {
        guard case .new(let resource) = self else { return }
        try store.noteGone(resource.id)
    }
}
