import Time

/// What a click on *Deploy* led to.
package enum DeployStart: Equatable, Sendable {
    case started(Job.ID)
    /// A job of this customer runs already; nothing was started.
    case alreadyRunning(Job.ID)
    case refused(DeployRefusal)
}

/// Why a deploy can't start; each has a sentence and a link on the page.
package enum DeployRefusal: String, Error, Sendable {
    case noActiveSubscription = "no_active_subscription"
    case onboardingUnfinished = "onboarding_unfinished"
    case serverExists = "server_exists"
}

/// What a click on *Delete server* led to.
package enum DeprovisionStart: Equatable, Sendable {
    case started(Job.ID)
    case alreadyRunning(Job.ID)
    /// A deploy is at work; it has to end first.
    case deployRunning(Job.ID)
    case nothingToDelete
}

extension Store {
    /// Checks the preconditions and inserts the job in one transaction, so that of any number of clicks,
    /// tabs and processes exactly one starts a deploy.
    package func startDeploy(of user: User.ID, deadline: Duration, by actor: Actor) throws -> DeployStart {
        try database.write {
            if let running = try unfinishedJob(of: user) { return .alreadyRunning(running.id) }
            if let refusal = try deployRefusal(of: user) { return .refused(refusal) }
            let job = try insertJob(.deploy, of: user, deadline: deadline)
            try database.execute(
                """
                UPDATE subscriptions SET provisioning_status = 'pending', provisioning_error = NULL,
                    provisioned_at = NULL, updated_at = \(now) WHERE user_id = \(user)
                """)
            try recordAudit("deploy.started", of: user, by: actor, detail: job.text)
            return .started(job)
        }
    }

    /// Why this customer can't deploy now, or nil when they can.
    package func deployRefusal(of user: User.ID) throws -> DeployRefusal? {
        guard let subscription = try subscription(of: user), subscription.status == .active else {
            return .noActiveSubscription
        }
        if subscription.isServerProvisioned { return .serverExists }
        return try onboarding(of: user).isComplete ? nil : .onboardingUnfinished
    }

    /// Inserts the job that deletes the customer's server. Repeating finds the running job, or nothing left.
    package func startDeprovision(of user: User.ID, deadline: Duration, by actor: Actor) throws
        -> DeprovisionStart
    {
        try database.write {
            if let running = try unfinishedJob(of: user) {
                return running.kind == .deprovision ? .alreadyRunning(running.id) : .deployRunning(running.id)
            }
            guard try hasAnythingToDelete(user) else { return .nothingToDelete }
            let job = try insertJob(.deprovision, of: user, deadline: deadline)
            try recordAudit("deprovision.started", of: user, by: actor, detail: job.text)
            return .started(job)
        }
    }

    func unfinishedJob(of user: User.ID) throws -> Job? {
        try database.row("SELECT * FROM jobs WHERE user_id = \(user) AND ended_at IS NULL", Job.init)
    }

    private func hasAnythingToDelete(_ user: User.ID) throws -> Bool {
        let subscription = try subscription(of: user)
        let hasRecord = subscription?.isServerProvisioned == true || subscription?.hetznerServerID != nil
        return try hasRecord || !openResources(of: user).isEmpty
    }

    private func insertJob(
        _ kind: Job.Kind, of user: User.ID, deadline: Duration
    ) throws -> Job.ID {
        let (id, step) = (try Job.ID.random(from: random), kind.firstStep)
        try database.execute(
            """
            INSERT INTO jobs (id, user_id, kind, step, step_started_at, deadline_at, created_at, updated_at)
            VALUES (\(id), \(user), \(kind.rawValue), \(step.rawValue), \(now), \(now + deadline), \(now), \(now))
            """)
        try recordEvent(.started, of: id, step: step)
        return id
    }
}
