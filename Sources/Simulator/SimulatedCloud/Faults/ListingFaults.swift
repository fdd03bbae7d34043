import HTTP
import SimulatorFaults
import Time

extension FaultInjection {
    /// The positions of the resources that it leaves out of the response to a list request; nil when it is meant for
    /// something else or would leave out none, so that its occasions are the lists that it changes.
    ///
    /// `creations` are the times at which the list's resources were created, oldest first.
    fileprivate func omissions(
        from creations: [Instant], of method: Method, _ path: String, at now: Instant
    ) -> Set<Int>? {
        guard case .listing(let fault) = fault, requests.matches(method, path) else { return nil }
        let omissions = creations.indices.filter { index in
            switch fault {
            case .incomplete: index >= limit
            case .lateVisibility: now < creations[index] + seconds
            }
        }
        return omissions.isEmpty ? nil : Set(omissions)
    }
}

extension World {
    /// The resources that a list shows, as a replica that lags behind does when a fault fires: the rest exists, and its
    /// ids and names are in use.
    ///
    /// - Parameters:
    ///   - resources: what the request asks for, oldest first.
    ///   - path: the list's path, below `/v1`.
    func visible<Resource>(
        _ resources: [Resource], createdAt: (Resource) -> Instant, to method: Method, _ path: String
    ) throws -> [Resource] {
        let creations = resources.map(createdAt)
        let omissions = try fire { $0.omissions(from: creations, of: method, path, at: now) } ?? []
        return resources.indices.filter { !omissions.contains($0) }.map { resources[$0] }
    }
}
