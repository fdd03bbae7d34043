import Logging
import Store

/// Records that the customer has a server.
enum Finish {
    /// From click to ready; what we promise.
    static let serviceLevel: Duration = .seconds(120)

    static func run(_ context: JobContext) throws -> StepExit {
        let took = context.store.now - context.job.createdAt
        try context.store.endDeployReady(under: context.lease)
        if took > serviceLevel {
            context.log.warning("deploy.slow", metadata: ["ms": "\(took.milliseconds)"])
        }
        return .finished
    }
}
