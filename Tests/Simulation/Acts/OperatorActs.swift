import Crypto
import HTTP
import Provisioning
import SeededRandom
import Store
import Time

/// Carries out what the operator does, by command and by mistake.
final class OperatorActs {
    let simulation: Simulation
    /// The path of the last copy of the database.
    var copy: String?
    /// The number of copies and other installations so far.
    var copies = 0

    init(_ simulation: Simulation) {
        self.simulation = simulation
    }

    func perform(_ plan: PlannedAct) {
        var random = SeededRandom(seed: plan.number)
        let customer = random.pick(simulation.customers.all)
        if let fault = plan.act.fault { simulation.coverage.count(fault) }
        switch plan.act {
        case .grant, .endGrant, .jobsCancel, .jobsRelease, .jobsRetry, .deprovision:
            command(plan, of: customer)
        case .sweep: sweep(plan.name, .repair)
        case .sweepReport: sweep(plan.name, .report)
        case .restartServices: restartServices(after: .seconds(Int64.random(in: 1...60, using: &random)))
        case .backup: backUp()
        case .restore: restore()
        case .clone: clone(for: .seconds(Int64.random(in: 600...7_200, using: &random)))
        case .secondInstallation: install(for: .seconds(Int64.random(in: 600...7_200, using: &random)))
        case .wrongToken: takeWrongToken(for: .seconds(Int64.random(in: 60...3_600, using: &random)))
        case .clockStep: stepClock(&random)
        case .outage:
            let length = Duration.seconds(
                Int64.random(in: random.pick([30...300, 300...900, 900...5_400]), using: &random))
            switch Int64.random(in: 0..<3, using: &random) {
            case 0: simulation.beginOutage(of: length)
            case 1: simulation.network.outageAtNextOrder = (length, isCarriedOut: true)
            default: simulation.network.outageAtNextOrder = (length, isCarriedOut: false)
            }
        case .trouble: beginTrouble(for: .seconds(Int64.random(in: 300...2_400, using: &random)), &random)
        case .wrongKey: takeWrongKey(for: .seconds(Int64.random(in: 300...2_400, using: &random)))
        case .diskFull:
            simulation.disk.isFull = true
            simulation.scheduler.after(.seconds(Int64.random(in: 5...600, using: &random))) { [simulation] in
                simulation.disk.isFull = false
            }
        case .powerLoss: losePower(for: .seconds(Int64.random(in: 20...300, using: &random)))
        case .deleteAtConsole: deleteAtConsole(&random)
        default: preconditionFailure("\(plan.act) is not the operator's act")
        }
    }

    // MARK: Commands

    private func command(_ plan: PlannedAct, of customer: Customer) {
        let (simulation, main) = (simulation, simulation.main)
        guard let id = customer.userID.flatMap({ User.ID($0) }) else { return }
        main.command(plan.name) { store in
            guard try store.user(id) != nil, let subscription = try store.subscription(of: id) else { return }
            switch plan.act {
            case .grant:
                try store.activateSubscription(of: id, until: nil, by: .operator)
                if simulation.scheduler.isCurrentAlive {
                    (customer.isGranted, customer.endedByOperatorAt) = (true, nil)
                }
            case .endGrant:
                // From now on the operator answers for what becomes of the server.
                if subscription.status == .active || subscription.status == .gracePeriod {
                    customer.isGranted = false
                    if customer.endedByOperatorAt == nil { customer.endedByOperatorAt = simulation.now }
                }
                try store.startGracePeriod(
                    of: id, until: store.wallTime + Customers.gracePeriod, by: .operator)
            case .jobsCancel:
                _ = try store.requestCancel(of: id, by: .operator)
                try main.launchDueJobs(of: store)
            case .jobsRelease:
                guard let job = try store.latestJob(of: id), job.endedAt == nil else { return }
                simulation.scheduler.current?.process.mayRelease = true
                _ = try store.releaseJob(job.id, by: .operator)
                try main.launchDueJobs(of: store)
            case .jobsRetry: try Self.retry(id, customer, plan.name, store, simulation)
            case .deprovision:
                simulation.customerActs.wantsDeletion(customer, plan.name)
                if case .started(let job) = try store.startDeprovision(
                    of: id, deadline: Installation.jobDeadline, by: .operator)
                {
                    main.launch(job, .deprovision)
                }
            default: break
            }
        }
    }

    /// What `jobs retry` does with the customer's last job.
    private static func retry(
        _ id: User.ID, _ customer: Customer, _ name: String, _ store: Store, _ simulation: Simulation
    )
        throws
    {
        guard let failed = try store.latestJob(of: id), failed.endedAt != nil else { return }
        switch failed.kind {
        case .deploy where failed.outcome == .failed:
            if case .started(let job) = try store.startDeploy(
                of: id, within: Installation.deployLimits, deadline: Installation.jobDeadline, by: .operator)
            {
                simulation.main.launch(job, .deploy)
            }
        case .deprovision:
            simulation.customerActs.wantsDeletion(customer, name)
            if case .started(let job) = try store.startDeprovision(
                of: id, deadline: Installation.jobDeadline, by: .operator)
            {
                simulation.main.launch(job, .deprovision)
            }
        case .deploy: break
        }
    }

    private func sweep(_ name: String, _ mode: Sweep.Mode) {
        let main = simulation.main
        main.command(name) { store in
            let client = main.client(sharingCallsOf: store)
            _ = try Sweep(store: store, hetzner: client, settings: main.settings, log: main.log).run(mode)
            let witness = Witness(
                store: store, hetzner: client, project: main.settings.project, log: main.log)
            if mode == .repair {
                try Deletion(store: store, hetzner: client, witness: witness, log: main.log).retryDue()
            }
        }
    }
}
