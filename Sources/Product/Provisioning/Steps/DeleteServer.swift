import Store

/// Gives the customer's server up: their record is cleared first, and what Hetzner can't delete in time stays
/// in the ledger.
enum DeleteServer {
    static func run(_ context: JobContext) throws -> StepExit {
        try context.store.giveUpServer(under: context.lease, project: context.settings.project)
        let owed = try context.settle(context.store.resources(owedFor: context.job.userID))
        guard owed.isEmpty || context.isOutOfPatience else { return .wait(context.settlePause) }
        try context.store.endDeprovision(under: context.lease)
        return .finished
    }
}
