/// The steps of a job; persisted, so the raw values never change.
package enum StepName: String, Sendable, CaseIterable {
    case prepare, create
    case awaitSetUp = "await_set_up"
    case handOver = "hand_over"
    case verify, finish, undo
    case delete

    /// What a deploy that goes well goes through, in its order.
    package static let deploySteps: [StepName] = [
        .prepare, .create, .awaitSetUp, .handOver, .verify, .finish,
    ]

    /// What the customer's page says while the step runs; nil where the step shows nothing of its own.
    package var status: ProvisioningStatus? {
        switch self {
        case .prepare: .pending
        case .create: .creating
        case .awaitSetUp: .cloudInit
        case .handOver, .verify: .injectingSecrets
        case .finish, .undo, .delete: nil
        }
    }
}
