package import Time

/// Work that goes on after an answer (https://docs.hetzner.cloud/reference/cloud#actions).
package struct Action: Resource {
    package struct Failure: Sendable, Decodable, Equatable {
        package let code: String
        /// May be empty.
        package let message: String
    }

    package struct Target: Sendable, Decodable, Equatable {
        package let id: Int64
        /// As `server`.
        package let type: String
    }

    package let id: Int64
    /// As `create_server`.
    package let command: String
    package let status: ActionStatus
    /// Per cent.
    package let progress: Int
    package let started: Instant?
    package let finished: Instant?
    package let resources: [Target]
    /// Set when the status is `error`.
    package let error: Failure?

    static let singular = "action"
    static let plural = "actions"
}
