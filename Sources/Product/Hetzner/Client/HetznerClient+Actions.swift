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
            let page: Page<Action> = try perform(.get("/actions", query), by: deadline)
            actions += page.elements
            rest = rest.dropFirst(Self.idsPerRequest)
        }
        return actions
    }
}
