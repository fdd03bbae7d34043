import Time

/// What a resumption has changed, for the operator.
package struct Resumption: Equatable, Sendable {
    /// The number of unfinished jobs that were ended as they were.
    package let endedJobs: Int
    /// The number of lines that are kept until a person decides.
    package let keptLines: Int
}

extension Store {
    /// Ends the observing: the project's mark is the one that was just set. Carries out nothing that this database had
    /// begun, since a newer copy may have decided otherwise: unfinished jobs end without an undo, and their resources and
    /// those that were to be deleted are kept until a person decides.
    package func recordResumption(
        of project: HetznerProject, mark: HetznerProject.Mark, epoch: Int64, sentence: String
    ) throws -> Resumption {
        try database.write {
            try recordClaim(of: project, mark: mark, epoch: epoch, by: .operator)
            let kept = try database.execute(
                """
                UPDATE resources SET state = 'kept', updated_at = \(now) WHERE state IN ('intended', 'deleting')
                    OR state = 'created' AND job_id IN (SELECT id FROM jobs WHERE ended_at IS NULL)
                """)
            try database.execute(
                """
                UPDATE subscriptions SET vps_provisioned = 0, provisioning_status = 'failed',
                    provisioning_error = \(sentence), updated_at = \(now)
                WHERE user_id IN (SELECT user_id FROM jobs WHERE kind = 'deploy' AND ended_at IS NULL)
                """)
            let ended = try database.execute(
                """
                UPDATE jobs SET outcome = 'failed', failure_code = 'internal_fault',
                    failure_detail = 'ended unfinished when the installation was resumed', ended_at = \(now),
                    updated_at = \(now), callback_token = NULL, lease_owner = NULL, lease_expires_at = NULL,
                    fence = fence + 1
                WHERE ended_at IS NULL
                """)
            // The others are kept, until a person says whether they are wanted.
            try setUnwanted("hetzner_id IS NULL")
            try database.execute(
                "UPDATE installation SET observing_since_at = NULL, observing_reason = NULL")
            try recordAudit(
                "installation.resumed", of: nil, by: .operator,
                detail: "\(ended) jobs, \(kept) resources kept")
            return Resumption(endedJobs: ended, keptLines: kept)
        }
    }

    /// Closes the project's open lines without proof, since a person says that nothing of it is left. Returns how many
    /// there were.
    package func abandonLines(in project: HetznerProject) throws -> Int {
        try database.write {
            let users = try database.rows(
                "SELECT DISTINCT user_id FROM resources WHERE project = \(project.id) AND state <> 'gone'"
            ) { row -> User.ID? in try row.optionalID("user_id") }
            let lines = try database.execute(
                """
                UPDATE resources SET state = 'gone', last_error = 'given up by the operator', updated_at = \(now)
                WHERE project = \(project.id) AND state <> 'gone'
                """)
            try setUnwanted("project = \(project.id)")
            for user in users.compactMap({ $0 }) {
                try database.execute(
                    """
                    UPDATE subscriptions SET vps_provisioned = 0, provisioning_status = NULL, hetzner_server_id = NULL,
                        hetzner_ssh_key_id = NULL, vps_ip_address = NULL, vps_hostname = NULL, updated_at = \(now)
                    WHERE user_id = \(user)
                    """)
                try recordAudit("resources.abandoned", of: user, by: .operator, detail: project.name)
            }
            return lines
        }
    }

    /// The number of lines of the project that are not closed.
    package func openLines(in project: HetznerProject) throws -> Int {
        Int(
            try database.int(
                "SELECT count(*) AS lines FROM resources WHERE project = \(project.id) AND state <> 'gone'",
                "lines") ?? 0)
    }

    /// The servers with an open line in the project whose id is known.
    package func knownServers(in project: HetznerProject) throws -> [Resource] {
        try database.rows(
            """
            SELECT * FROM resources WHERE kind = 'server' AND project = \(project.id) AND state <> 'gone'
                AND hetzner_id IS NOT NULL ORDER BY id
            """, Resource.init)
    }
}
