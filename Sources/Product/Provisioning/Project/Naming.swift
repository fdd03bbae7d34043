import Store

/// The names and labels of our resources at Hetzner. Names are unique in a project, so a second one is refused.
enum Naming {
    static let firewall = "rachel-cloud-ssh-only"
    static let managedBy = "rachel-cloud"

    /// The name of the customer's one server, whichever job creates it.
    static func server(of user: User.ID) -> String {
        "rachel-cloud-\(user)"
    }

    static func sshKey(of job: Job.ID) -> String {
        "rachel-cloud-\(job)"
    }

    static func labels(of job: Job) -> [String: String] {
        ["managed-by": managedBy, "rachel-job": job.id.text, "rachel-user": job.userID.text]
    }

    /// The job that created a resource, from the resource's labels.
    static func jobID(in labels: [String: String]) -> Job.ID? {
        guard labels["managed-by"] == managedBy else { return nil }
        return labels["rachel-job"].flatMap(Job.ID.init)
    }
}
