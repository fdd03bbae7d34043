import Time

/// A server at Hetzner that is to become a customer's.
package struct AdoptedServer: Sendable {
    package let hetznerID: Int64
    package let name: String
    package let ipAddress: String?

    package init(hetznerID: Int64, name: String, ipAddress: String?) {
        self.hetznerID = hetznerID
        self.name = name
        self.ipAddress = ipAddress
    }
}

/// The reason why a server can't be adopted or deleted by its id.
package enum AdoptionRefusal: Error, Equatable, Sendable {
    /// It has an active line of that customer.
    case isCustomers(User.ID)
    /// The customer has another server, or a job that is not finished.
    case customerIsBusy
    /// Neither untracked nor kept.
    case unknown
}

extension Store {
    /// Makes a server without an active line the customer's: its line, and the customer's record. Returns true when our
    /// key to it is known. Throws `AdoptionRefusal`; then nothing is changed.
    package func adopt(_ server: AdoptedServer, for user: User.ID, in project: HetznerProject) throws -> Bool
    {
        try database.write {
            if let owner = try activeLine(of: .server, server.hetznerID, in: project) {
                throw AdoptionRefusal.isCustomers(owner)
            }
            guard let subscription = try subscription(of: user), !subscription.isServerProvisioned,
                try unfinishedJob(of: user) == nil
            else { throw AdoptionRefusal.customerIsBusy }
            let changed = try database.execute(
                """
                UPDATE resources SET state = 'created', user_id = \(user), deleting_since_at = NULL, last_error = NULL,
                    updated_at = \(now)
                WHERE project = \(project.id) AND kind = 'server' AND state = 'kept'
                    AND hetzner_id = \(server.hetznerID)
                """)
            if changed == 0 {
                try database.execute(
                    """
                    INSERT INTO resources (project, kind, name, user_id, state, hetzner_id, created_at, updated_at)
                    VALUES (\(project.id), 'server', \(server.name), \(user), 'created', \(server.hetznerID), \(now), \(now))
                    """)
            }
            try database.execute(
                """
                UPDATE subscriptions SET vps_provisioned = 1, provisioning_status = 'ready', provisioning_error = NULL,
                    hetzner_server_id = \(server.hetznerID), vps_ip_address = \(server.ipAddress),
                    vps_hostname = \(server.name), provisioned_at = \(now), updated_at = \(now)
                WHERE user_id = \(user)
                """)
            try recordAdoption(of: server, for: user, in: project)
            try forget(.server, server.hetznerID, in: project)
            try recordAudit("server.adopted", of: user, by: .operator, detail: "\(server.hetznerID)")
            return try sshKey(of: user) != nil
        }
    }

    /// Marks what is untracked or kept as to be deleted. Throws `AdoptionRefusal`; then nothing is changed.
    package func deleteKept(_ kind: Resource.Kind, _ hetznerID: Int64, in project: HetznerProject) throws {
        try database.write {
            if let owner = try activeLine(of: kind, hetznerID, in: project) {
                throw AdoptionRefusal.isCustomers(owner)
            }
            let changed = try unkeep(kind, "hetzner_id = \(hetznerID)", in: project)
            let inserted =
                try changed > 0
                ? 0
                : database.execute(
                    """
                    INSERT INTO resources
                        (project, kind, name, state, hetzner_id, created_at, updated_at, deleting_since_at)
                    SELECT project, kind, name, 'deleting', hetzner_id, \(now), \(now), \(now) FROM untracked
                    WHERE project = \(project.id) AND kind = \(kind.rawValue) AND hetzner_id = \(hetznerID)
                    """)
            guard changed + inserted > 0 else { throw AdoptionRefusal.unknown }
            if kind == .server { try setUnwanted("project = \(project.id) AND hetzner_id = \(hetznerID)") }
            try forget(kind, hetznerID, in: project)
            try recordDeletionOrder(kind, "\(hetznerID)")
        }
    }

    /// Marks a kept line of that name without an id as to be deleted: what its order made, if anything, is found by its
    /// name. Throws `AdoptionRefusal.unknown` when there is none; then nothing is changed.
    package func deleteKept(_ kind: Resource.Kind, named name: String, in project: HetznerProject) throws {
        try database.write {
            guard try unkeep(kind, "hetzner_id IS NULL AND name = \(name)", in: project) > 0 else {
                throw AdoptionRefusal.unknown
            }
            try recordDeletionOrder(kind, name)
        }
    }

    /// Marks the kept lines on which the condition holds as to be deleted. Returns their number.
    private func unkeep(
        _ kind: Resource.Kind, _ condition: SQL, in project: HetznerProject
    ) throws -> Int {
        try database.execute(
            """
            UPDATE resources SET state = 'deleting', deleting_since_at = \(now), updated_at = \(now)
            WHERE project = \(project.id) AND kind = \(kind.rawValue) AND state = 'kept' AND \(condition)
            """)
    }

    private func recordDeletionOrder(_ kind: Resource.Kind, _ target: String) throws {
        try recordAudit(
            "resource.deletion_ordered", of: nil, by: .operator, detail: "\(kind.rawValue) \(target)")
    }

    /// The lines that are kept until a person decides, oldest first.
    package func keptLines() throws -> [Resource] {
        try database.rows("SELECT * FROM resources WHERE state = 'kept' ORDER BY kind, id", Resource.init)
    }

    /// The customer of the active line that a resource has.
    private func activeLine(
        of kind: Resource.Kind, _ hetznerID: Int64, in project: HetznerProject
    ) throws -> User.ID? {
        let owner = try database.row(
            """
            SELECT user_id FROM resources WHERE project = \(project.id) AND kind = \(kind.rawValue)
                AND hetzner_id = \(hetznerID) AND state = 'created'
            """
        ) { row -> User.ID? in try row.optionalID("user_id") }
        return owner ?? nil
    }

    private func forget(_ kind: Resource.Kind, _ hetznerID: Int64, in project: HetznerProject) throws {
        try database.execute(
            """
            DELETE FROM untracked WHERE project = \(project.id) AND kind = \(kind.rawValue)
                AND hetzner_id = \(hetznerID)
            """)
    }
}
