import Time

/// The effect of a request to stop a deploy.
package enum CancelRequest: Equatable, Sendable {
    /// The request is recorded. Launch the jobs that are due.
    case accepted(Job.ID)
    /// The deploy was still waiting for its first turn, and has ended: there was nothing to undo.
    case canceled(Job.ID)
    /// The deploy is being stopped or undone already; nothing changed.
    case alreadyStopping(Job.ID)
    /// The customer's job is a deletion, which can't be stopped.
    case deletionRunning
    /// The customer has no unfinished job: there was no deploy, or it has just ended.
    case nothingRunning
}

extension Store {
    /// Records that the customer's deploy is to be stopped. The process that holds its lease, or takes it, then
    /// undoes it; one that never had its turn ends at once. A deploy that has succeeded can't be stopped. Safe to repeat.
    package func requestCancel(of user: User.ID, by actor: Actor) throws -> CancelRequest {
        try database.write {
            guard let job = try unfinishedJob(of: user) else { return .nothingRunning }
            guard job.kind == .deploy else { return .deletionRunning }
            guard job.step != .undo, job.cancelRequestedAt == nil else { return .alreadyStopping(job.id) }
            guard try setCancelRequested(job.id) else { throw StoreError.changedMeanwhile }
            try recordAudit("deploy.cancel_requested", of: user, by: actor, detail: job.id.text)
            return try endQueued(job) ? .canceled(job.id) : .accepted(job.id)
        }
    }

    /// Ends a deploy that never had its turn as canceled; false when it had one.
    private func endQueued(_ deploy: Job) throws -> Bool {
        guard try setEndedQueued(deploy.id) else { return false }
        try setUnwanted(server(of: deploy.id))
        try recordEvent(.failed, of: deploy.id, step: deploy.step, duration: now - deploy.stepStartedAt)
        try clearServer(of: deploy.userID, sentence: FailureCode.canceled.sentence)
        try recordAudit(
            "deploy.failed", of: deploy.userID, by: .system, detail: FailureCode.canceled.rawValue)
        return true
    }

    /// Sets the outcome of a deploy that is to be stopped before its first turn; false when it had that.
    func setEndedQueued(_ deploy: Job.ID) throws -> Bool {
        try database.execute(
            """
            UPDATE jobs SET outcome = 'failed', failure_code = \(FailureCode.canceled.rawValue),
                failure_detail = 'canceled before its first turn', ended_at = \(now), updated_at = \(now)
            WHERE id = \(deploy) AND kind = 'deploy' AND cancel_requested_at IS NOT NULL AND admitted_at IS NULL
                AND ended_at IS NULL
            """) == 1
    }

    /// Sets the time of the request; false when the deploy has ended, is being undone or has one already.
    func setCancelRequested(_ deploy: Job.ID) throws -> Bool {
        try database.execute(
            """
            UPDATE jobs SET cancel_requested_at = \(now), wake_at = NULL, wake_count = wake_count + 1, updated_at = \(now)
            WHERE id = \(deploy) AND kind = 'deploy' AND step <> 'undo' AND cancel_requested_at IS NULL
                AND ended_at IS NULL
            """) == 1
    }
}
