extension HetznerClient {
    /// The actions of a server, of all pages.
    package func actions(
        ofServer id: Int64, by deadline: ContinuousClock.Instant
    ) throws(HetznerError) -> [Action] {
        try allPages(at: "/servers/\(id)/actions", by: deadline)
    }
}

/// Work that goes on after a response (https://docs.hetzner.cloud/reference/cloud#actions), with the fields that we
/// read. Only the id is always there.
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

    package struct Failure: Sendable, Equatable {
        package let code, message: String?
    }

    package let id: Int64
    /// As `create_server`.
    package let command: String?
    package let status: Status?
    /// Set when the status is `error`.
    package let error: Failure?

    static let singular = "action"
    static let plural = "actions"

    private enum Keys: String, CodingKey {
        case id, command, status, error
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        id = try container.decode(Int64.self, forKey: .id)
        command = container.readable(.command)
        status = container.readable(.status)
        error = container.readable(.error)
    }
}

extension Action.Failure: Decodable {
    private enum Keys: String, CodingKey {
        case code, message
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        code = container.readable(.code)
        message = container.readable(.message)
    }
}
