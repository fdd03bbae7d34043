import Time

/// The operator's limits of what deploys may cost.
package struct DeployLimits: Equatable, Sendable {
    /// The number of servers that there may be at once, of all customers together.
    package let servers: Int
    /// The number of deploys of one customer that may order a server within a day.
    package let deploysPerDay: Int

    package init(servers: Int = 100, deploysPerDay: Int = 10) {
        self.servers = servers
        self.deploysPerDay = deploysPerDay
    }
}

/// The number of servers beside the number that there may be.
package struct ServerLoad: Equatable, Sendable {
    package let servers: Int
    package let limit: Int

    /// True from four fifths of the limit on: the operator is told while there is time to raise it.
    package var isHigh: Bool { servers * 5 >= limit * 4 }
}

extension Store {
    /// How close the servers are to their limit.
    package func serverLoad(within limits: DeployLimits) throws -> ServerLoad {
        let servers = try database.int("SELECT \(serverCount) AS servers", "servers") ?? 0
        return ServerLoad(servers: Int(servers), limit: limits.servers)
    }

    /// The number of servers that exist or may exist, and of deploys that have yet to order theirs.
    var serverCount: SQL {
        """
        ((SELECT count(*) FROM resources WHERE kind = 'server' AND state <> 'gone')
            + (SELECT count(*) FROM jobs WHERE kind = 'deploy' AND step <> 'undo' AND ended_at IS NULL
                AND NOT EXISTS (
                    SELECT 1 FROM resources WHERE job_id = jobs.id AND kind = 'server' AND state <> 'gone')))
        """
    }

    /// The number of the customer's deploys of the last 24 hours that ordered a server, whatever became of it.
    func deploysOfLastDay(of user: User.ID) -> SQL {
        """
        (SELECT count(*) FROM jobs WHERE user_id = \(user) AND kind = 'deploy'
            AND created_at > \(now - .seconds(86_400)) AND created_at <= \(now)
            AND EXISTS (SELECT 1 FROM resources WHERE job_id = jobs.id AND kind = 'server'))
        """
    }
}
