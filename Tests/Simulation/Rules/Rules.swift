import HTTP
import Store
import Time

/// Checks after every event what must always hold, and keeps the first violation.
final class Rules {
    private(set) var violation: Violation?
    let simulation: Simulation
    let customers: Customers

    init(_ simulation: Simulation, _ customers: Customers) {
        self.simulation = simulation
        self.customers = customers
    }

    func require(_ condition: Bool, _ rule: Rule, _ detail: @autoclosure () -> String) {
        guard !condition, violation == nil else { return }
        let broken = Violation(rule: rule, detail: detail())
        violation = broken
        simulation.log("rule", "broken: \(rule.rawValue): \(broken.detail)")
    }

    // MARK: After a commit

    /// A process has committed to the installation's database.
    func afterCommit(_ installation: Installation, by thread: SimulatedThread) {
        simulation.log(thread.scope.name, "commits")
        let view = installation.view()
        view.refresh()
        for job in view.jobs.values.sorted(by: { $0.id < $1.id }) {
            check(job, after: view.earlierJobs[job.id], by: thread, installation)
        }
        for line in view.lines.values.sorted(by: { $0.id < $1.id }) {
            check(line, after: view.earlierLines[line.id], view)
        }
        checkOneOfEach(view)
        checkServerRows(view)
        checkUntracked(view)
        if installation === simulation.main { checkLedger() }
        if !view.isIdle { installation.endLeap() }
    }

    // MARK: After a change at Hetzner

    func afterChange(of hetzner: Hetzner) {
        let owned = Dictionary(grouping: hetzner.live.values.filter { $0.userID != nil }) { $0.userID ?? "" }
        let double = owned.first { $0.value.filter { !$0.isDeleting }.count > 1 }
        require(
            double == nil, .oneServer,
            "\(double.map { customers.name(of: $0.key) } ?? "") has servers \(double?.value.map { $0.id } ?? [])"
        )
        checkLedger()
    }

    /// Somebody asked for a server's deletion, or for its halt.
    func afterHarm(to server: LiveServer, request: String, by installation: Installation, wasDone: Bool) {
        guard wasDone else { return }
        let name = customers.name(of: server.userID ?? "")
        guard let user = server.userID, let job = server.jobID else {
            return require(false, .kept, "\(request) by \(installation.name): the server is somebody else's")
        }
        if customers.mayLose(server: server.id, of: user) { return }
        let wasReady = customers.wasReady(server: server.id)
        let view = simulation.main.view()
        let row = view.job(job)
        // A job that lost its server deletes it before it orders another.
        let isLost =
            row?.serverID != server.id
            && view.lines.values.contains { $0.hetznerID == server.id && $0.state == "deleting" }
        // Of two copies that go on with the same deploy one has the witness, and may undo it.
        let isUndone = [row, installation.view().job(job)].contains { $0?.step == "undo" } || isLost
        require(
            !wasReady && isUndone, .kept,
            "\(request) by \(installation.name): \(name) has access, and "
                + (wasReady ? "the server was ready" : "its deploy is in step \(row?.step ?? "unknown")"))
    }

    // MARK: On a server

    func beforeServiceStart(
        on guest: GuestMachine, by thread: SimulatedThread, job: String, _ installation: Installation
    ) {
        let row = installation.view().job(job)
        // A holder that wasn't on the server yet makes everything there anew when it comes.
        let holder = row?.owner ?? thread.process.owner
        require(
            holder == thread.process.owner || !guest.visitors.contains(holder), .newestLease,
            "\(thread.scope.name) restarts the service of \(simulation.names.job(job)), which another process holds"
        )
    }

    // MARK: After a response of the site

    func afterReply(_ status: Int, to request: Request, of installation: Installation) {
        let path = request.path.hasPrefix("/api/provision/callback/") ? "callback" : request.path
        simulation.log(installation.name, "\(request.method.name) \(path) \(status)")
        require(status != 500, .failure, "\(request.method.name) \(path) was answered with 500")
    }
}
