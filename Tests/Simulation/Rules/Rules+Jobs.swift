import Store
import Time

extension Rules {
    /// Checks a job's row after a commit of that thread.
    func check(
        _ job: StoreView.JobRow, after earlier: StoreView.JobRow?, by thread: SimulatedThread,
        _ installation: Installation
    ) {
        let name = simulation.names.job(job.id)
        guard let earlier else {
            simulation.log(thread.scope.name, "inserted \(name) \(job.kind)")
            if job.kind == "deprovision" {
                simulation.customerActs.beganDeletion(asked: thread.scope.name, of: job.user)
                for server in simulation.hetzner.live.values where server.userID == job.user {
                    customers.beganDeletion(of: server.id, of: job.user)
                }
            }
            return require(
                job.step == Job.Kind(rawValue: job.kind)?.firstStep.rawValue, .steps,
                "\(name) began in step \(job.step)")
        }
        guard job != earlier else { return }
        guard !job.isRenewal(of: earlier) else { return simulation.log(thread.scope.name, "renews \(name)") }
        simulation.log(
            thread.scope.name,
            "commit \(name) \(earlier.step)→\(job.outcome ?? job.step) fence \(job.fence) attempt \(job.attempt)"
                + (job.isCanceled ? " canceled" : ""))
        checkStep(of: job, name, after: earlier)
        checkHolder(of: job, name, after: earlier, by: thread)
        require(
            earlier.callbackUsedAt == nil || earlier.callbackUsedAt == job.callbackUsedAt, .callback,
            "\(name) had a second callback")
        if job.isEnded, !earlier.isEnded { afterEnd(of: job, name, installation) }
    }

    private func checkStep(of job: StoreView.JobRow, _ name: String, after earlier: StoreView.JobRow) {
        guard job.step != earlier.step else { return }
        simulation.coverage.count(stepExit: "\(earlier.step) → \(job.step)")
        if job.step == "finish" { simulation.customerActs.deployFinishes(name, of: job.user) }
        let step = StepName(rawValue: earlier.step)
        let isNext = step?.next == StepName(rawValue: job.step).map { .step($0) }
        let ordersAnother = step == .awaitSetUp && job.step == "create" && job.serverID == nil
        require(
            isNext || ordersAnother
                || (job.step == "undo" && (step?.isUndone == true || job.isCanceled)), .steps,
            "\(name) went from \(earlier.step) to \(job.step)")
    }

    private func checkHolder(
        of job: StoreView.JobRow, _ name: String, after earlier: StoreView.JobRow, by thread: SimulatedThread
    ) {
        let isByJob = thread.process.job == job.id
        if let owner = earlier.owner, job.owner != owner, owner != thread.process.owner, !job.isEnded,
            !thread.process.mayRelease
        {
            let holder = simulation.running(owner: owner)
            require(
                holder.map { simulation.now - $0.lastStoppedAt < .seconds(600) } ?? true, .lease,
                "\(thread.scope.name) took \(name) from \(holder?.name ?? owner), which is alive")
        }
        guard isByJob,
            (job.step, job.attempt, job.outcome) != (earlier.step, earlier.attempt, earlier.outcome)
        else {
            return
        }
        require(
            earlier.owner == thread.process.owner, .newestLease,
            "\(thread.scope.name) wrote to \(name), which \(earlier.owner ?? "nobody") holds")
    }

    private func afterEnd(of job: StoreView.JobRow, _ name: String, _ installation: Installation) {
        simulation.coverage.count(stepExit: "\(job.step) → \(job.outcome ?? "")")
        if let code = job.failureCode { simulation.coverage.count(failureCode: code) }
        require(
            job.kind != "deploy" || job.outcome != "succeeded" || !job.isCanceled, .steps,
            "\(name) ended as ready after somebody had asked to stop it")
        if job.kind == "deploy", job.outcome == "failed", installation === simulation.main {
            simulation.customerActs.deployFailed(name, of: job.user)
        }
        guard job.kind == "deploy", job.outcome == "succeeded", let server = job.serverID else { return }
        customers.becameReady(server: server, of: job.user)
        let guest = simulation.hetzner.machines.guest(of: server)
        if let guest, guest.customer == job.user {
            require(
                guest.files.count == 2, .page,
                "\(name) is ready, but its server has not the customer's accounts")
        }
    }
}
