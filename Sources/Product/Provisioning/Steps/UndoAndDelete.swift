import Store

/// Deletes everything that the job created.
enum Undo {
    static func run(_ context: JobContext) throws -> StepResult {
        try context.store.markForDeletion(everythingCreatedUnder: context.lease)
        return try context.delete(context.store.openResources(of: context.job.id))
    }
}

/// Deletes everything of the customer. The record is cleared first, so that it is right even while Hetzner can't be
/// reached.
enum DeleteServer {
    static func run(_ context: JobContext) throws -> StepResult {
        try context.store.releaseServer(under: context.lease, project: context.settings.project)
        return try context.delete(context.store.openResources(of: context.job.userID))
    }
}
