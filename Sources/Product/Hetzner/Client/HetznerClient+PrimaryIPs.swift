extension HetznerClient {
    /// All primary IPs that carry these labels; those made together with a server carry none.
    package func primaryIPs(
        labels: [String: String] = [:], by deadline: ContinuousClock.Instant
    ) throws(HetznerError) -> [PrimaryIP] {
        try all(where: [("sort", "id:asc")] + labelFilter(labels), by: deadline)
    }

    /// Deletes the address if it is there. Throws `.inUse` while a server has it.
    package func deletePrimaryIP(_ id: Int64, by deadline: ContinuousClock.Instant) throws(HetznerError) {
        try delete(PrimaryIP.self, id, by: deadline)
    }
}
