package import Time

extension HetznerClient {
    /// How many ids one request asks for, as Hetzner's own client does.
    private static var idsPerRequest: Int { 25 }

    /// Throws `.notFound` for an id that Hetzner doesn't know (any more): what became of it then shows only in
    /// the resource itself.
    package func action(_ id: Int64, by deadline: ContinuousClock.Instant) throws(HetznerError) -> Action {
        try resource(id, by: deadline)
    }

    /// The actions of those ids by one request for each 25. Those that Hetzner doesn't know (any more) are
    /// missing, which says nothing of their success.
    package func actions(
        _ ids: [Int64], by deadline: ContinuousClock.Instant
    ) throws(HetznerError) -> [Action] {
        var actions: [Action] = []
        var rest = ids[...]
        while !rest.isEmpty {
            let query = rest.prefix(Self.idsPerRequest).map { (name: "id", value: String($0)) }
            let page: ListResponse<Action> = try perform(.get("/actions", query), by: deadline)
            actions += page.elements
            rest = rest.dropFirst(Self.idsPerRequest)
        }
        return actions
    }
}

/// Work that goes on after an answer (https://docs.hetzner.cloud/reference/cloud#actions).
package struct Action: Resource {
    /// How far an action is; values we don't know are kept as they came.
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
