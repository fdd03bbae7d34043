import Crypto
import Time

/// The right to work on a job: held by one process at a time, lost when it is not renewed in time.
///
/// The fence grows whenever a process takes the lease and is checked in every write of the job, so a process that
/// has lost its lease can change nothing any more.
package struct Lease: Sendable, Equatable {
    package let job: Job.ID
    package let fence: Int64
    /// Tells it from every other lease, also from one with the same fence that a copy of the database gave out.
    package let name: String
}

/// A lease that has not expired, with the process that took it.
package struct HeldLease: Sendable {
    package let lease: Lease
    /// The owner given to `takeLease(of:owner:duration:)`.
    package let owner: String
    package let kind: Job.Kind
}

extension Store {
    /// The number of fences that an epoch has, so that those of a resumed copy are greater than all before it.
    private static let fencesOfEpoch: Int64 = 1_000_000

    /// Takes the job's lease by compare-and-set, or returns nil when another process holds it or the job has
    /// ended.
    package func takeLease(of job: Job.ID, owner: String, duration: Duration) throws -> Lease? {
        let name = Hex.encode(try random.make(count: 8))
        let least: SQL = "\(Self.fencesOfEpoch) * (SELECT coalesce(max(epoch), 0) FROM projects)"
        return try database.write {
            try raiseFence(of: job, above: least)
            let fence = try database.row(
                """
                UPDATE jobs SET lease_owner = \(owner), lease_expires_at = \(now + duration),
                    fence = coalesce(
                        (SELECT fence FROM servers WHERE servers.id = jobs.server_id), max(fence, \(least)) + 1),
                    lease_machine = \(machine.machine), lease_boot = \(machine.boot), launched_at = NULL,
                    lease_name = \(name), admitted_at = coalesce(admitted_at, \(now))
                WHERE id = \(job) AND ended_at IS NULL AND \(isFree)
                RETURNING fence
                """
            ) { try $0.int("fence") }
            return fence.map { Lease(job: job, fence: $0, name: name) }
        }
    }

    /// Renews the lease for `duration` from now. Throws `StoreError.leaseLost` when another process has taken it.
    package func renewLease(_ lease: Lease, duration: Duration) throws {
        try update(
            lease,
            "UPDATE jobs SET lease_expires_at = \(now + duration) WHERE id = \(lease.job) AND fence = \(lease.fence)"
        )
    }

    /// Releases the lease, so that another process can take it at once. Safe to repeat.
    package func releaseLease(_ lease: Lease) throws {
        try database.execute(
            """
            UPDATE jobs SET lease_owner = NULL, lease_expires_at = NULL
            WHERE id = \(lease.job) AND fence = \(lease.fence)
            """)
    }

    /// Releases an unfinished job from the process that holds its lease, which can then write nothing any more.
    /// Returns false when the job has ended. The caller launches it.
    package func releaseJob(_ id: Job.ID, by actor: Actor) throws -> Bool {
        try database.write {
            let user = try database.row(
                """
                UPDATE jobs SET lease_owner = NULL, lease_expires_at = NULL, launched_at = NULL, wake_at = NULL,
                    fence = fence + 1, updated_at = \(now) WHERE id = \(id) AND ended_at IS NULL RETURNING user_id
                """
            ) { row -> User.ID in try row.id("user_id") }
            guard let user else { return false }
            try recordAudit("job.released", of: user, by: actor, detail: id.text)
            return true
        }
    }

    /// The leases that have not expired and were not taken on an earlier boot of this machine. `skip` is told of each job
    /// whose row can't be read.
    package func heldLeases(skipping skip: (UnreadableRow) -> Void = { _ in }) throws -> [HeldLease] {
        try database.rows(
            """
            SELECT id, fence, lease_name, kind, lease_owner FROM jobs WHERE ended_at IS NULL AND NOT \(isFree)
            """, of: "jobs", skipping: skip
        ) { row in
            HeldLease(
                lease: Lease(
                    job: try row.id("id"), fence: try row.int("fence"),
                    name: try row.optionalText("lease_name") ?? ""),
                owner: try row.text("lease_owner"), kind: try row.value("kind"))
        }
    }

    /// True for a job whose lease nobody holds: it was given back, has expired, or is of an earlier boot of this machine.
    var isFree: SQL {
        """
        (lease_expires_at IS NULL OR lease_expires_at <= \(now)
            OR coalesce(lease_machine = \(machine.machine) AND lease_boot <> \(machine.boot), 0))
        """
    }

    /// Runs a statement that changes one row as long as the lease is held, which is in its condition. Throws
    /// `StoreError.leaseLost` when it changes none.
    func update(_ lease: Lease, _ statement: SQL) throws {
        guard try database.execute(statement) == 1 else { throw StoreError.leaseLost }
    }

    /// The lease's job. Throws `StoreError.leaseLost` when another process has taken it.
    package func job(under lease: Lease) throws -> Job {
        let job = try database.row(
            "SELECT * FROM jobs_with_servers WHERE id = \(lease.job) AND fence = \(lease.fence)", Job.init)
        guard let job else { throw StoreError.leaseLost }
        return job
    }
}
