import SQLite

/// What a wish to stop a deploy led to.
package enum CancelRequest: Equatable, Sendable {
    /// Noted. Wake the job.
    case accepted(Job.ID)
    /// The deploy is being stopped or undone already; nothing changed.
    case alreadyStopping(Job.ID)
    /// What runs is a deletion, which is carried through.
    case deletionRunning
    /// Nothing runs: there was no deploy, or it has ended a moment ago.
    case nothingRunning
}

extension Store {
    /// Notes that the customer's deploy is to be stopped. Its process undoes it at its next turn, or the process
    /// that takes the job up. Once the deploy has succeeded it is too late. Safe to repeat.
    package func requestCancel(of user: User.ID, by actor: Actor) throws -> CancelRequest {
        try database.write {
            guard let job = try unfinishedJob(of: user) else { return .nothingRunning }
            guard job.kind == .deploy else { return .deletionRunning }
            guard job.step != .undo, job.cancelRequestedAt == nil else { return .alreadyStopping(job.id) }
            try database.execute(
                "UPDATE jobs SET cancel_requested_at = \(now), updated_at = \(now) WHERE id = \(job.id)")
            try recordAudit("deploy.cancel_requested", of: user, by: actor, detail: job.id.text)
            return .accepted(job.id)
        }
    }

    /// Takes an unfinished job from the process that holds its lease, which can write nothing any more. Returns
    /// false when the job has ended. Launch it afterwards.
    package func releaseJob(_ id: Job.ID, by actor: Actor) throws -> Bool {
        try database.write {
            guard let job = try job(id), job.endedAt == nil else { return false }
            try database.execute(
                """
                UPDATE jobs SET lease_owner = NULL, lease_expires_at = NULL, fence = fence + 1,
                    updated_at = \(now) WHERE id = \(id)
                """)
            try recordAudit("job.released", of: job.userID, by: actor, detail: id.text)
            return true
        }
    }
}
