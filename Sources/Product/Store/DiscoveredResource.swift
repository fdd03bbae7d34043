/// Something with our labels that a listing of the Hetzner project shows.
package struct DiscoveredResource: Sendable {
    package let kind: Resource.Kind
    package let hetznerID: Int64
    package let name: String
    /// The job that its labels name, if they name one.
    package let jobID: Job.ID?
    package let createdAt: Instant

    package init(
        kind: Resource.Kind, hetznerID: Int64, name: String, jobID: Job.ID?, createdAt: Instant
    ) {
        self.kind = kind
        self.hetznerID = hetznerID
        self.name = name
        self.jobID = jobID
        self.createdAt = createdAt
    }
}
