import Store

/// Gives the customer's server up: their record is cleared first, and what Hetzner can't delete in time stays
/// in the ledger.
enum DeleteServer {
    static func run(_ context: JobContext) throws -> StepExit {
        try context.store.releaseServer(under: context.lease, project: context.settings.project)
        let owed = try context.retryDeletions(context.store.openResources(of: context.job.userID))
        guard owed.isEmpty || context.isRetryWindowExpired else { return .wait(context.deletionPause) }
        try context.store.endDeprovision(under: context.lease)
        return .finished
    }
}
