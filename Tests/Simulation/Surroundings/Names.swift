/// Short names for what has a random id, in the order in which it appeared.
final class Names {
    private var jobs: [String: String] = [:]
    private var counts: [String: Int] = [:]
    private let customer: (String) -> String
    private let userOfJob: (String) -> String?

    init(customer: @escaping (String) -> String, userOfJob: @escaping (String) -> String?) {
        self.customer = customer
        self.userOfJob = userOfJob
    }

    /// `c3.job2` for the third customer's second job.
    func job(_ id: String) -> String {
        if let known = jobs[id] { return known }
        let owner = userOfJob(id).map(customer) ?? "nobody"
        counts[owner, default: 0] += 1
        let name = "\(owner).job\(counts[owner] ?? 0)"
        jobs[id] = name
        return name
    }
}
