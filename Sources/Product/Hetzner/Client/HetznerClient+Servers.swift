extension HetznerClient {
    /// Orders a server: its actions go on after the answer.
    ///
    /// Throws `.ambiguous` when it may exist all the same, `.uniqueness` when the name is taken, and
    /// `.unavailableHere` when another location should be tried.
    package func createServer(
        _ order: CreateServerRequest, by deadline: ContinuousClock.Instant
    ) throws(HetznerError) -> CreateServerResponse {
        try perform(.post("/servers", order, .createsAnother), by: deadline)
    }

    /// Throws `.notFound` when there is none.
    package func server(_ id: Int64, by deadline: ContinuousClock.Instant) throws(HetznerError) -> Server {
        try resource(id, by: deadline)
    }

    package func server(
        named name: String, by deadline: ContinuousClock.Instant
    ) throws(HetznerError) -> Server? {
        try some(where: ("name", name), by: deadline).first { $0.name == name }
    }

    /// All servers that carry these labels. One missing here is not proved gone: ask for it by id.
    package func servers(
        labels: [String: String] = [:], by deadline: ContinuousClock.Instant
    ) throws(HetznerError) -> [Server] {
        try all(where: [("sort", "id:asc")] + labelFilter(labels), by: deadline)
    }

    /// Starts a deletion, waiting for the actions that hold the server. Safe to repeat; the server exists, and
    /// holds name and firewall, until `server(_:by:)` throws `.notFound`.
    package func deleteServer(
        _ id: Int64, by deadline: ContinuousClock.Instant
    ) throws(HetznerError) -> Deletion {
        do throws(HetznerError) {
            let single: Single<Action> = try perform(.delete("/servers/\(id)"), by: deadline)
            return .started(single.element)
        } catch  where error.kind == .notFound {
            return .gone
        }
    }

    /// A server's actions, newest included: how those of an adopted server are found.
    package func actions(
        ofServer id: Int64, status: ActionStatus? = nil, by deadline: ContinuousClock.Instant
    ) throws(HetznerError) -> [Action] {
        try all(
            at: "/servers/\(id)/actions", where: status.map { [("status", $0.rawValue)] } ?? [], by: deadline)
    }
}
