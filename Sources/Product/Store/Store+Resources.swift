import SQLite

/// Whether a ledger line is new or left by an earlier run that may have made its call.
package enum Intent: Sendable {
    case new(Resource)
    /// Look for the thing at Hetzner before creating it.
    case resumed(Resource)

    package var resource: Resource {
        switch self {
        case .new(let resource), .resumed(let resource): resource
        }
    }
}

extension Store {
    /// Writes the intention to create something, before the call. Repeating finds the line that is there.
    package func intend(_ kind: Resource.Kind, name: String, project: String, under lease: Lease) throws
        -> Intent
    {
        try database.write {
            let job = try job(under: lease)
            let existing = try database.row(
                """
                SELECT * FROM resources
                WHERE job_id = \(job.id) AND kind = \(kind.rawValue) AND name = \(name) AND state <> 'gone'
                """, Resource.init)
            if let existing { return .resumed(existing) }
            let inserted = try database.row(
                """
                INSERT INTO resources (project, kind, name, user_id, job_id, state, created_at, updated_at)
                VALUES (\(project), \(kind.rawValue), \(name), \(job.userID), \(job.id), 'intended', \(now), \(now))
                RETURNING *
                """, Resource.init)
            guard let inserted else { preconditionFailure("BUG: INSERT … RETURNING gives the row") }
            return .new(inserted)
        }
    }

    /// Everything made for that job that Hetzner has not yet called gone, servers first: they cost money.
    package func openResources(of job: Job.ID) throws -> [Resource] {
        try database.rows(
            "SELECT * FROM resources WHERE job_id = \(job) AND state <> 'gone' ORDER BY kind, id",
            Resource.init)
    }

    /// Everything of that customer that Hetzner has not yet called gone, servers first.
    package func openResources(of user: User.ID) throws -> [Resource] {
        try database.rows(
            "SELECT * FROM resources WHERE user_id = \(user) AND state <> 'gone' ORDER BY kind, id",
            Resource.init)
    }

    /// Every server that Hetzner has not yet called gone, oldest first.
    package func servers() throws -> [Resource] {
        try database.rows(
            "SELECT * FROM resources WHERE kind = 'server' AND state <> 'gone' ORDER BY id", Resource.init)
    }

    /// Everything that is to be deleted, oldest debt first.
    package func pendingDeletions() throws -> [Resource] {
        try database.rows(
            "SELECT * FROM resources WHERE state = 'deleting' ORDER BY deleting_since_at, id", Resource.init)
    }

    /// Strikes an intention whose create call Hetzner has certainly refused, or that was never made. A line that
    /// names something is left alone.
    package func withdraw(_ intention: Resource, under lease: Lease) throws {
        try database.write {
            _ = try job(under: lease)
            try database.execute(
                """
                UPDATE resources SET state = 'gone', updated_at = \(now)
                WHERE id = \(intention.id) AND state = 'intended'
                """)
        }
    }

    /// Notes an id found for a line whose create call was never answered. Returns the line as it is now.
    package func recordFound(_ resource: Resource, hetznerID: Int64) throws -> Resource {
        let noted = try database.row(
            """
            UPDATE resources SET hetzner_id = coalesce(hetzner_id, \(hetznerID)), updated_at = \(now)
            WHERE id = \(resource.id) RETURNING *
            """, Resource.init)
        return noted ?? resource
    }

    /// Hetzner has said that what the line names does not exist: the only way it stops being owed. A line that
    /// names something else by now is left alone. Safe to repeat.
    package func recordGone(_ resource: Resource) throws {
        try database.write {
            let closed = try database.row(
                """
                UPDATE resources SET state = 'gone', last_error = NULL, updated_at = \(now)
                WHERE id = \(resource.id) AND state <> 'gone' AND hetzner_id IS \(resource.hetznerID)
                RETURNING *
                """, Resource.init)
            guard let closed, closed.kind == .server, let id = closed.hetznerID else { return }
            try recordAudit("server.gone", of: closed.userID, by: .system, detail: "\(id)")
        }
    }

    /// A deletion that failed: the debt stays, with the reason for the operator.
    package func recordDeletionFailure(_ resource: Resource.ID, error: String) throws {
        try database.execute(
            """
            UPDATE resources SET delete_attempts = delete_attempts + 1, last_error = \(error), updated_at = \(now)
            WHERE id = \(resource)
            """)
    }

    /// Marks everything of the job as to be deleted.
    package func markForDeletion(everythingCreatedUnder lease: Lease) throws {
        try database.write {
            let job = try job(under: lease)
            try database.execute(
                """
                UPDATE resources SET state = 'deleting', deleting_since_at = \(now), updated_at = \(now)
                WHERE job_id = \(job.id) AND state IN ('intended', 'created')
                """)
        }
    }
}
