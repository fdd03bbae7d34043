extension Job {
    /// The kinds of jobs; persisted, so the raw values never change.
    package enum Kind: String, Sendable, CaseIterable {
        case deploy, deprovision

        /// All that the store, the launcher and the commands need to know of one.
        private struct Properties {
            let firstStep: StepName
            /// The command of the process that does it.
            let command: String
            /// True for a kind whose jobs get their turn before others.
            var isUrgent = false
        }

        /// The one list of the kinds.
        private var properties: Properties {
            switch self {
            case .deploy: Properties(firstStep: .prepare, command: "provision")
            // What goes costs money until it is gone.
            case .deprovision: Properties(firstStep: .delete, command: "deprovision", isUrgent: true)
            }
        }

        package var firstStep: StepName { properties.firstStep }
        package var command: String { properties.command }

        /// Those whose jobs get their turn before others, for a statement.
        static let urgent = allCases.filter(\.properties.isUrgent).map(\.rawValue)
    }
}
