/// The steps of a job; persisted, so the raw values never change.
package enum StepName: String, Sendable, CaseIterable {
    case prepare, create
    case awaitSetUp = "await_set_up"
    case handOver = "hand_over"
    case verify, finish, undo
    case delete

    /// The successor of a step that is done.
    package enum Next: Equatable, Sendable {
        case step(StepName)
        /// The job ends.
        case end(JobEnd)
    }

    /// All that the order of the steps, the status page and the runner need to know of one.
    private struct Properties {
        let next: Next
        /// The status that the customer's page shows from the step's start; nil where it stays as it is.
        let status: ProvisioningStatus?
        /// The step's work in the customer's words.
        let label: String
        /// True for a step that the page lists with its time.
        var isListed = true
        /// True for a step whose failure, or want of time, turns the job to its undo. Another is repeated instead.
        var isUndone = true
        /// True for a step in which a cancellation turns the job to its undo.
        var isStoppable = true
    }

    /// The one list of the steps, in their order.
    private var properties: Properties {
        switch self {
        case .prepare:
            Properties(next: .step(.create), status: .pending, label: "Prepare keys and firewall")
        case .create:
            Properties(next: .step(.awaitSetUp), status: .creating, label: "Create the server")
        case .awaitSetUp:
            Properties(next: .step(.handOver), status: .cloudInit, label: "Install the software")
        case .handOver:
            Properties(
                next: .step(.verify), status: .injectingSecrets, label: "Connect Claude and Telegram")
        case .verify:
            Properties(
                next: .step(.finish), status: .injectingSecrets, label: "Check that Rachel stays up")
        // The server was verified, and a newer copy of the database may have ended the deploy as ready.
        case .finish:
            Properties(
                next: .end(.deployReady), status: nil, label: "Finish", isListed: false, isUndone: false)
        case .undo:
            Properties(
                next: .end(.deployUndone), status: nil, label: "Clean up", isListed: false, isUndone: false,
                isStoppable: false)
        case .delete:
            Properties(
                next: .end(.serverDeleted), status: nil, label: "Delete the server", isListed: false,
                isUndone: false, isStoppable: false)
        }
    }

    package var next: Next { properties.next }
    package var status: ProvisioningStatus? { properties.status }
    package var label: String { properties.label }
    package var isUndone: Bool { properties.isUndone }
    package var isStoppable: Bool { properties.isStoppable }

    /// The steps of a deploy that goes well, in their order.
    package static let deploySteps = steps(from: Job.Kind.deploy.firstStep)

    /// Those of them that the status page lists.
    package static let listedSteps = deploySteps.filter(\.properties.isListed)

    private static func steps(from first: StepName) -> [StepName] {
        var steps = [first]
        while let last = steps.last, case .step(let next) = last.next { steps.append(next) }
        return steps
    }
}

/// The end of a job after its last step.
package enum JobEnd: Equatable, Sendable {
    /// The customer has a server.
    case deployReady
    /// The deploy failed, or was canceled, and what it created is deleted or pending deletion.
    case deployUndone
    case serverDeleted
}
