import Store

/// The names and labels of our resources at Hetzner. Names are unique in a project, so a second one is refused.
enum Naming {
    static let firewall = "rachel-cloud-ssh-only"
    static let managedBy = "rachel-cloud"
    static let installationLabel = "rachel-installation"
    static let projectLabel = "rachel-project"
    static let markLabel = "rachel-mark"
    static let epochLabel = "rachel-epoch"

    /// The name of the customer's one server, whichever job creates it.
    static func server(of user: User.ID) -> String {
        "rachel-cloud-\(user)"
    }

    static func sshKey(of job: Job.ID) -> String {
        "rachel-cloud-\(job)"
    }

    /// The name of the object that holds the mark after that one; nil for the first mark of all.
    static func mark(after mark: String?) -> String {
        "rachel-cloud-after-\(mark ?? "nothing")"
    }

    static func labels(of job: Job) -> [String: String] {
        ["managed-by": managedBy, "rachel-job": job.id.text, "rachel-user": job.userID.text]
    }

    /// The labels of what shows whose the project is.
    static func labels(of project: HetznerProject, _ installation: Installation.ID) -> [String: String] {
        ["managed-by": managedBy, installationLabel: installation.text, projectLabel: project.id.text]
    }

    /// The job that created a resource, from the resource's labels. Nil also when a response lacks them.
    static func jobID(in labels: [String: String]?) -> Job.ID? {
        guard let labels, labels["managed-by"] == managedBy else { return nil }
        return labels["rachel-job"].flatMap(Job.ID.init)
    }

    /// The customer whose resource it is, from the resource's labels. Nil also when a response lacks them.
    static func userID(in labels: [String: String]?) -> User.ID? {
        guard let labels, labels["managed-by"] == managedBy else { return nil }
        return labels["rachel-user"].flatMap(User.ID.init)
    }
}
