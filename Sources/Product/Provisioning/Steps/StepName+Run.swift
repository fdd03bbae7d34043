import Store

extension StepName {
    /// Runs the step once. Throws `StepFailure`, or a failed call's `HetznerError` as it is; any other error is ours.
    func run(_ context: JobContext) throws -> StepResult {
        switch self {
        case .prepare: try Prepare.run(context)
        case .create: try CreateServer.run(context)
        case .awaitSetUp: try AwaitSetUp.run(context)
        case .handOver: try HandOver.run(context)
        case .verify: try Verify.run(context)
        case .finish: try Finish.run(context)
        case .undo: try Undo.run(context)
        case .delete: try DeleteServer.run(context)
        }
    }

    /// The time for which the step may fail before the job fails.
    func retryWindow(_ settings: ProvisioningSettings) -> Duration {
        switch self {
        case .prepare: .seconds(120)
        case .create: .seconds(300)
        case .awaitSetUp: settings.setUpTimeout + .seconds(60)
        case .handOver: HandOver.retryWindow
        case .verify: .seconds(120)
        case .finish: .seconds(60)
        case .undo, .delete: .seconds(120)
        }
    }
}
