import Time

/// A customer's server, from the deploy that orders it until its deletion. Its row outlives the jobs that work on it.
enum Server {
    typealias ID = RowID<Server>
}

extension Store {
    /// Inserts the server that the deploy is to order. A row of before is of a server that the customer doesn't have any
    /// more, or there would be no new one.
    func insertServer(of deploy: Job.ID, _ user: User.ID) throws {
        try setUnwanted("user_id = \(user)")
        let id = try Server.ID.random(from: random)
        try database.execute(
            """
            INSERT INTO servers (id, user_id, wanted, created_at, updated_at)
            VALUES (\(id), \(user), 'on', \(now), \(now))
            """)
        try database.execute("UPDATE jobs SET server_id = \(id) WHERE id = \(deploy)")
    }

    /// Records what Hetzner gave for the order of the job's server.
    func recordOrder(of server: CreatedServer, line: Resource.ID, by job: Job.ID) throws {
        try database.execute(
            """
            UPDATE servers SET project = (SELECT project FROM resources WHERE id = \(line)), hetzner_id = \(server.hetznerID), ip_address = \(server.ipAddress),
                ssh_port = \(Int64(server.sshPort)), updated_at = \(now)
            WHERE id = (SELECT server_id FROM jobs WHERE id = \(job))
            """)
    }

    /// Records the server that a person gave to the customer.
    func recordAdoption(of server: AdoptedServer, for user: User.ID, in project: HetznerProject) throws {
        try setUnwanted("user_id = \(user)")
        let known = try database.execute(
            """
            UPDATE servers SET wanted = 'on', ip_address = \(server.ipAddress), updated_at = \(now)
            WHERE user_id = \(user) AND project = \(project.id) AND hetzner_id = \(server.hetznerID)
            """)
        guard known == 0 else { return }
        try database.execute(
            """
            INSERT INTO servers (id, user_id, project, hetzner_id, ip_address, wanted, created_at, updated_at)
            VALUES (\(try Server.ID.random(from: random)), \(user), \(project.id), \(server.hetznerID),
                \(server.ipAddress), 'on', \(now), \(now))
            """)
    }

    /// Records that the servers which the condition names are to be gone.
    func setUnwanted(_ condition: SQL) throws {
        try database.execute(
            "UPDATE servers SET wanted = 'gone', updated_at = \(now) WHERE wanted <> 'gone' AND (\(condition))"
        )
    }

    /// True for the server that the job works on.
    func server(of job: Job.ID) -> SQL {
        "id = (SELECT server_id FROM jobs WHERE id = \(job))"
    }

    /// Gives the job's server a greater fence than any lease on it before, and than `least`, if the job's lease is free.
    /// Belongs into the transaction that takes the lease.
    func raiseFence(of job: Job.ID, above least: SQL) throws {
        try database.execute(
            """
            UPDATE servers SET fence = max(fence, \(least), (SELECT fence FROM jobs WHERE id = \(job))) + 1
            WHERE id = (SELECT server_id FROM jobs WHERE id = \(job) AND ended_at IS NULL AND \(isFree))
            """)
    }
}
