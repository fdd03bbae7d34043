import Time

/// A customer's server, from the deploy that orders it until its deletion. Its row outlives the jobs that work on it.
enum Server {
    typealias ID = RowID<Server>

    /// The state that a server is to be in; persisted, so the raw values never change.
    enum Wanted: String {
        case on, gone
    }
}

extension Store {
    /// Inserts the server that the deploy is to order. A row of before is of a server that the customer doesn't have any
    /// more, or there would be no new one.
    func insertServer(of deploy: Job.ID, _ user: User.ID) throws {
        try want(.gone, "user_id = \(user)")
        let id = try Server.ID.random(from: random)
        try database.execute(
            """
            INSERT INTO servers (id, user_id, wanted, created_at, updated_at)
            VALUES (\(id), \(user), \(Server.Wanted.on.rawValue), \(now), \(now))
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
        let known = try database.execute(
            """
            UPDATE servers SET wanted = 'on', ip_address = \(server.ipAddress), updated_at = \(now)
            WHERE user_id = \(user) AND project = \(project.id) AND hetzner_id = \(server.hetznerID)
            """)
        guard known == 0 else { return }
        try want(.gone, "user_id = \(user)")
        try database.execute(
            """
            INSERT INTO servers (id, user_id, project, hetzner_id, ip_address, wanted, created_at, updated_at)
            VALUES (\(try Server.ID.random(from: random)), \(user), \(project.id), \(server.hetznerID),
                \(server.ipAddress), 'on', \(now), \(now))
            """)
    }

    /// Sets the wanted state of each server that the condition names and that is not to be gone already.
    func want(_ state: Server.Wanted, _ condition: SQL) throws {
        try database.execute(
            """
            UPDATE servers SET wanted = \(state.rawValue), updated_at = \(now)
            WHERE wanted <> 'gone' AND (\(condition))
            """)
    }

    /// True for the server that the job works on.
    func server(of job: Job.ID) -> SQL {
        "id = (SELECT server_id FROM jobs WHERE id = \(job))"
    }

    /// Lets the job's server have a greater fence than any lease on it before, and than this `least`. Belongs into the
    /// transaction that takes the lease.
    func raiseFence(of job: Job.ID, to least: SQL) throws {
        try database.execute(
            """
            UPDATE servers SET fence = max(fence, \(least), (SELECT fence FROM jobs WHERE id = \(job))) + 1
            WHERE \(server(of: job))
            """)
    }
}
