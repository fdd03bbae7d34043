import HTTP

/// Firewalls as objects with a unique name and labels, whatever they let through.
extension HetznerClient {
    /// The firewall of that id. Throws `.notFound` when there is none.
    package func firewall(_ id: Int64, by deadline: ContinuousClock.Instant) throws(HetznerError) -> Firewall
    {
        try resource(id, by: deadline)
    }

    /// All firewalls that carry these labels. Absence is no proof that one is gone; `firewall(_:by:)` tells.
    package func firewalls(
        labels: [String: String], by deadline: ContinuousClock.Instant
    ) throws(HetznerError) -> [Firewall] {
        try allPages(where: [("sort", "id:asc")] + labelFilter(labels), by: deadline)
    }

    /// Replaces all labels. Safe to repeat.
    package func setLabels(
        _ labels: [String: String], ofFirewall id: Int64, by deadline: ContinuousClock.Instant
    ) throws(HetznerError) -> Firewall {
        let call = Call(
            method: .put, path: "/firewalls/\(id)", body: WireJSON.encode(ChangeLabelsRequest(labels: labels))
        )
        let single: SingleResponse<Firewall> = try perform(call, by: deadline)
        return single.element
    }

    /// Deletes the firewall if it is there. Throws `.inUse` while a server has it. Safe to repeat.
    package func deleteFirewall(
        _ id: Int64, by deadline: ContinuousClock.Instant
    ) throws(HetznerError) -> DeletionResponse {
        try delete(Firewall.self, id, by: deadline)
    }
}

private struct ChangeLabelsRequest: Encodable {
    let labels: [String: String]
}
