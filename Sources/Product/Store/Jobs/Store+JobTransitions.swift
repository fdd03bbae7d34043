import Time

extension Store {
    /// Advances the job to its next step: its history, its step and the status on the customer's page change
    /// together. Throws `StoreError.leaseLost`, also when the job is in another step.
    package func advance(from step: StepName, to next: StepName, under lease: Lease) throws {
        try database.write {
            try leave(step, as: .finished, under: lease)
            try enter(next, from: step, under: lease)
        }
    }

    /// Records that the step failed and will be retried, and what it waits for. Throws `StoreError.leaseLost`.
    package func recordRetry(
        of step: StepName, detail: String, waiting wait: JobWait? = nil, under lease: Lease
    ) throws {
        try database.write {
            try update(
                lease,
                """
                UPDATE jobs SET attempt = attempt + 1, waiting_code = \(wait?.code.rawValue),
                    waiting_until_at = \(wait?.until), updated_at = \(now)
                WHERE id = \(lease.job) AND fence = \(lease.fence)
                """)
            try recordEvent(.retried, of: lease.job, step: step, detail: detail)
        }
    }

    /// Ends the deploy's current step as failed, records why, and makes undo the next step. Throws
    /// `StoreError.leaseLost`, also when the job is in another step.
    package func turnToUndo(
        from step: StepName, failureCode: FailureCode, detail: String, under lease: Lease
    ) throws {
        try database.write {
            try leave(step, as: .failed, detail: detail, under: lease)
            try update(
                lease,
                """
                UPDATE jobs SET failure_code = \(failureCode.rawValue), failure_detail = \(detail)
                WHERE id = \(lease.job) AND fence = \(lease.fence)
                """)
            try setUnwanted(server(of: lease.job))
            try enter(.undo, from: step, under: lease)
        }
    }

    /// Ends a deploy that succeeded: the customer has a server. Throws `StoreError.cancelRequested` when somebody
    /// asked to stop it, and `StoreError.leaseLost`.
    package func endDeployReady(under lease: Lease) throws {
        try database.write {
            let job = try end(.finish, outcome: .succeeded, under: lease)
            try database.execute(
                """
                UPDATE subscriptions SET vps_provisioned = 1, provisioning_status = 'ready',
                    provisioning_error = NULL, provisioned_at = \(now), updated_at = \(now)
                WHERE user_id = \(job.userID)
                """)
            try recordAudit("deploy.ready", of: job.userID, by: .system, detail: job.id.text)
        }
    }

    /// Ends a deploy that failed and was undone: clears the customer's record of the server and stores the sentence
    /// that the customer reads. Throws `StoreError.leaseLost`.
    package func endDeployFailed(sentence: String, under lease: Lease) throws {
        try database.write {
            let job = try end(.undo, outcome: .failed, under: lease)
            try clearServer(of: job.userID, sentence: sentence)
            try recordAudit("deploy.failed", of: job.userID, by: .system, detail: job.failureCode?.rawValue)
        }
    }

    /// Clears the customer's record of the server that a failed deploy was to give them.
    func clearServer(of user: User.ID, sentence: String) throws {
        try database.execute(
            """
            UPDATE subscriptions SET vps_provisioned = 0, provisioning_status = 'failed',
                provisioning_error = \(sentence), hetzner_server_id = NULL, hetzner_ssh_key_id = NULL,
                vps_ip_address = NULL, vps_hostname = NULL, ssh_private_key = NULL, updated_at = \(now)
            WHERE user_id = \(user)
            """)
    }

    /// Ends a deprovision. Deletions that Hetzner hasn't confirmed stay in the ledger. Throws
    /// `StoreError.leaseLost`.
    package func endDeprovision(under lease: Lease) throws {
        try database.write {
            let job = try end(.delete, outcome: .succeeded, under: lease)
            try recordAudit("deprovision.done", of: job.userID, by: .system, detail: job.id.text)
        }
    }

    /// Records a look at the server that is being set up. Throws `StoreError.leaseLost`.
    package func recordWatch(under lease: Lease) throws {
        try update(
            lease, "UPDATE jobs SET watched_at = \(now) WHERE id = \(lease.job) AND fence = \(lease.fence)")
    }

    /// Records the end of the job's step. Belongs into the transaction that goes on with another step or ends the job.
    func leave(
        _ step: StepName, as kind: JobEvent.Kind, detail: String? = nil, under lease: Lease
    ) throws {
        let job = try job(under: lease)
        guard job.step == step else { throw StoreError.leaseLost }
        try recordEvent(kind, of: job.id, step: step, duration: now - job.stepStartedAt, detail: detail)
    }

    /// Makes `step` the job's. Belongs into the transaction that left the last one.
    func enter(_ step: StepName, from last: StepName, under lease: Lease) throws {
        try update(
            lease,
            """
            UPDATE jobs SET step = \(step.rawValue), step_started_at = \(now), attempt = 0, waiting_code = NULL,
                waiting_until_at = NULL, wake_at = NULL, watched_at = NULL, updated_at = \(now)
            WHERE id = \(lease.job) AND fence = \(lease.fence) AND step = \(last.rawValue) AND ended_at IS NULL
            """)
        try recordEvent(.started, of: lease.job, step: step)
        guard let status = step.status else { return }
        try database.execute(
            """
            UPDATE subscriptions SET provisioning_status = \(status.rawValue), updated_at = \(now)
            WHERE user_id = (SELECT user_id FROM jobs WHERE id = \(lease.job))
            """)
    }

    private func end(_ step: StepName, outcome: Job.Outcome, under lease: Lease) throws -> Job {
        let job = try job(under: lease)
        if outcome == .succeeded, job.cancelRequestedAt != nil { throw StoreError.cancelRequested }
        try leave(step, as: .finished, under: lease)
        guard try setEnded(step, outcome, under: lease) else { throw StoreError.leaseLost }
        return job
    }

    /// Sets the outcome in the job's last step; false when another process has taken the job, or when it would
    /// succeed although somebody asked to stop it.
    func setEnded(_ step: StepName, _ outcome: Job.Outcome, under lease: Lease) throws -> Bool {
        try database.execute(
            """
            UPDATE jobs SET outcome = \(outcome.rawValue), ended_at = \(now), updated_at = \(now),
                callback_token = NULL, lease_owner = NULL, lease_expires_at = NULL
            WHERE id = \(lease.job) AND fence = \(lease.fence) AND step = \(step.rawValue) AND ended_at IS NULL
                AND (cancel_requested_at IS NULL OR \(outcome.rawValue) = 'failed')
            """) == 1
    }
}
