import Time

/// The effect of a click on *Deploy*.
package enum DeployStart: Equatable, Sendable {
    case started(Job.ID)
    /// The customer has an unfinished job; nothing was started.
    case alreadyRunning(Job.ID)
    case refused(DeployRefusal)
}

/// The effect of a click on *Delete server*.
package enum DeprovisionStart: Equatable, Sendable {
    case started(Job.ID)
    case alreadyRunning(Job.ID)
    /// A deploy is unfinished; it has to end first.
    case deployRunning(Job.ID)
    case nothingToDelete
}

extension Store {
    /// Checks the preconditions and inserts the job in one transaction, so that any number of clicks, tabs and
    /// processes start exactly one deploy.
    package func startDeploy(
        of user: User.ID, within limits: DeployLimits, deadline: Duration, by actor: Actor
    ) throws -> DeployStart {
        try database.write {
            if let running = try unfinishedJob(of: user) { return .alreadyRunning(running.id) }
            if let refusal = try deployRefusal(of: user, within: limits) { return .refused(refusal) }
            guard let job = try insertDeploy(of: user, within: limits, deadline: deadline) else {
                throw StoreError.changedMeanwhile
            }
            try database.execute(
                """
                UPDATE subscriptions SET provisioning_status = 'pending', provisioning_error = NULL,
                    provisioned_at = NULL, updated_at = \(now) WHERE user_id = \(user)
                """)
            try recordAudit("deploy.started", of: user, by: actor, detail: job.text)
            return .started(job)
        }
    }

    /// Inserts the job if the customer has no unfinished one and may deploy; nil when not.
    func insertDeploy(of user: User.ID, within limits: DeployLimits, deadline: Duration) throws -> Job.ID? {
        let (id, step) = (try Job.ID.random(from: random), Job.Kind.deploy.firstStep)
        let inserted = try database.execute(
            """
            INSERT INTO jobs (id, user_id, kind, step, step_started_at, deadline_at, created_at, updated_at)
            SELECT \(id), \(user), 'deploy', \(step.rawValue), \(now), \(now + deadline), \(now), \(now)
            WHERE \(mayDeploy(user, within: limits))
            ON CONFLICT DO NOTHING
            """)
        guard inserted == 1 else { return nil }
        try insertServer(of: id, user)
        try recordEvent(.started, of: id, step: step)
        return id
    }

    /// Inserts the job that deletes the customer's server. Safe to repeat: finds the unfinished job, or nothing to
    /// delete.
    package func startDeprovision(of user: User.ID, deadline: Duration, by actor: Actor) throws
        -> DeprovisionStart
    {
        try startDeprovision(of: user, ifSubscriptionIs: nil, deadline: deadline, by: actor)
    }

    /// As above, but when a status is given and the subscription has another, nothing is to be deleted.
    func startDeprovision(
        of user: User.ID, ifSubscriptionIs status: Subscription.Status?, deadline: Duration, by actor: Actor
    ) throws -> DeprovisionStart {
        try database.write {
            if let running = try unfinishedJob(of: user) {
                return running.kind == .deprovision ? .alreadyRunning(running.id) : .deployRunning(running.id)
            }
            guard let job = try insertDeprovision(of: user, ifSubscriptionIs: status, deadline: deadline)
            else {
                return .nothingToDelete
            }
            try recordAudit("deprovision.started", of: user, by: actor, detail: job.text)
            return .started(job)
        }
    }

    /// Inserts the job if the customer has no unfinished one, something to delete and, when a status is given, that
    /// subscription; nil when not.
    func insertDeprovision(
        of user: User.ID, ifSubscriptionIs status: Subscription.Status?, deadline: Duration
    ) throws -> Job.ID? {
        let (id, step) = (try Job.ID.random(from: random), Job.Kind.deprovision.firstStep)
        let inserted = try database.execute(
            """
            INSERT INTO jobs
                (id, user_id, kind, step, step_started_at, deadline_at, created_at, updated_at, server_id)
            SELECT \(id), \(user), 'deprovision', \(step.rawValue), \(now), \(now + deadline), \(now), \(now),
                (SELECT id FROM servers WHERE user_id = \(user) AND wanted <> 'gone')
            WHERE (EXISTS (
                        SELECT 1 FROM subscriptions WHERE user_id = \(user)
                            AND (vps_provisioned = 1 OR hetzner_server_id IS NOT NULL))
                    OR EXISTS (SELECT 1 FROM resources WHERE user_id = \(user) AND state <> 'gone'))
                AND (\(status?.rawValue) IS NULL OR EXISTS (
                    SELECT 1 FROM subscriptions WHERE user_id = \(user) AND status = \(status?.rawValue)))
            ON CONFLICT DO NOTHING
            """)
        guard inserted == 1 else { return nil }
        try recordEvent(.started, of: id, step: step)
        return id
    }

    /// The customer's unfinished job; there is one at most.
    func unfinishedJob(of user: User.ID) throws -> Job? {
        try database.row(
            "SELECT * FROM jobs_with_servers WHERE user_id = \(user) AND ended_at IS NULL", Job.init)
    }
}
