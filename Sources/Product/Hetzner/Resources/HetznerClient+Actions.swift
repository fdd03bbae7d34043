package import Time

extension HetznerClient {
    /// The number of ids in one request, as in Hetzner's own client.
    private static var idsPerRequest: Int { 25 }

    /// The action of that id. Throws `.notFound` for an id that Hetzner doesn't know (any more): then only the
    /// resource shows the result.
    package func action(_ id: Int64, by deadline: ContinuousClock.Instant) throws(HetznerError) -> Action {
        try resource(id, by: deadline)
    }

    /// The actions of those ids, by one request for each 25. Those that Hetzner doesn't know (any more) are missing,
    /// which says nothing about their success.
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
