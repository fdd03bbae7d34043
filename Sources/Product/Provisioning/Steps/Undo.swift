import Store

/// Deletes everything the job made, then ends it. What Hetzner can't delete in time stays in the ledger.
enum Undo {
    static func run(_ context: JobContext) throws -> StepExit {
        try context.store.markForDeletion(everythingCreatedUnder: context.lease)
        let owed = try context.retryDeletions(context.store.openResources(of: context.job.id))
        guard owed.isEmpty || context.isRetryWindowExpired else { return .wait(context.deletionPause) }
        let code = context.job.failureCode ?? .internalError
        try context.store.endDeployFailed(sentence: code.sentence, under: context.lease)
        return .finished
    }
}
