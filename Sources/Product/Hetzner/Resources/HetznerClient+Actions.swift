package import Time

extension HetznerClient {
    /// The actions of a server, of all pages.
    package func actions(
        ofServer id: Int64, by deadline: ContinuousClock.Instant
    ) throws(HetznerError) -> [Action] {
        try allPages(at: "/servers/\(id)/actions", by: deadline)
    }
}

/// Work that goes on after a response (https://docs.hetzner.cloud/reference/cloud#actions).
package struct Action: Resource {
    /// The progress of an action. Unknown values stay as they came.
    package struct Status: RawRepresentable, Hashable, Sendable, Codable {
        package let rawValue: String

        package init(rawValue: String) {
            self.rawValue = rawValue
        }

        package static let running = Status(rawValue: "running")
        package static let success = Status(rawValue: "success")
        package static let error = Status(rawValue: "error")
    }

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
    package let status: Status
    /// 0 to 100 per cent.
    package let progress: Int
    package let started: Instant?
    package let finished: Instant?
    package let resources: [Target]
    /// Set when the status is `error`.
    package let error: Failure?

    static let singular = "action"
    static let plural = "actions"
}
