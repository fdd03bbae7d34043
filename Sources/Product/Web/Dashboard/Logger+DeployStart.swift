package import Logging
package import Store

extension Logger {
    /// Writes a line for the operator when a deploy was refused, or was started while the servers come close to their limit.
    package func report(_ start: DeployStart, of user: User.ID, _ load: ServerLoad) {
        var metadata: Metadata = [
            "user": .string(user.text), "servers": .stringConvertible(load.servers),
            "limit": .stringConvertible(load.limit),
        ]
        switch start {
        case .refused(let refusal):
            metadata["reason"] = .string(refusal.rawValue)
            // What the customer can correct is no matter of the operator's.
            let isOurs = refusal.remedy == nil || load.isHigh
            log(level: isOurs ? .warning : .info, "deploy.refused", metadata: metadata)
        case .started(let job) where load.isHigh:
            metadata["job"] = .string(job.text)
            warning("servers.near_limit", metadata: metadata)
        case .started, .alreadyRunning: break
        }
    }
}
