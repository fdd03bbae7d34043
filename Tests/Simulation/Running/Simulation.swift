import Crypto
import Foundation
import Glibc
import HTTP
import Logging
import Mustache
import Store
import Time
import Web

/// One run: our real store, jobs, maintenance and pages among simulated processes, disks, clocks, people and a simulated
/// Hetzner, all decided by one seed.
///
/// Only the thread with the scheduler's baton uses it, hence `@unchecked Sendable`.
final class Simulation: @unchecked Sendable {
    /// The true time at which every run starts.
    static let epoch = Instant(milliseconds: 1_800_000_000_000)

    let plan: RunPlan
    let swarm: Swarm
    let coverage = Coverage()
    let decisions: Decisions
    let scheduler: Scheduler
    let trace: Trace
    let disk: Disk
    let directory: String
    let keyring: Keyring
    let templates: TemplateLibrary
    let start = Simulation.epoch

    let projects: (own: Project, other: Project)
    let billingKeys: [WebhookKey]

    private(set) lazy var billing = BillingService(self)
    private(set) lazy var customers = Customers(count: plan.size.customers, billing) { [unowned self] in now }
    private(set) lazy var rules = Rules(self, customers)
    private(set) lazy var pages = Pages(self)
    private(set) lazy var secrets = Secrets(self)
    private(set) lazy var names = Names(customer: { [unowned self] in customers.name(of: $0) }) {
        [unowned self] in
        userOfJob($0)
    }
    private(set) lazy var network = Network(self)
    private(set) lazy var hetzner = Hetzner(self)
    private(set) lazy var customerActs = CustomerActs(self)
    private lazy var operatorActs = OperatorActs(self)
    private(set) lazy var main = Installation(
        "main", on: Host("host"), database: directory + "/main.sqlite", keyring: keyring,
        project: projects.own, self)
    var installations: [Installation] = []

    /// Nothing of Hetzner can be reached.
    var isHetznerDown = false
    /// Servers without a line by a mistake that was made, which must all the same not be deleted.
    var excused: Set<Int64> = []
    private var processes: [String: SimulatedProcess] = [:]
    private var processCount: UInt64 = 0
    private let boot = ContinuousClock.now

    init(
        _ plan: RunPlan, directory: String, templates: TemplateLibrary,
        traceFile: UnsafeMutablePointer<FILE>? = nil
    )
        throws
    {
        self.plan = plan
        self.directory = directory
        self.templates = templates
        let seed = StableHash.mixed(plan.seed)
        swarm = Swarm(seed: plan.seed, without: plan.without)
        decisions = Decisions(seed: plan.seed, recorded: plan.choices)
        scheduler = Scheduler(start: start, fates: Fates(decisions, swarm, coverage), seed: seed)
        trace = Trace(start: start, file: traceFile)
        disk = Disk(scheduler, decisions, swarm, coverage, seed: StableHash.mixed(seed))
        keyring = try Keyring(text: Keyring.generateKeyText())
        disk.install(directory: directory)
        projects = (
            own: try Project("own", addresses: "127.77.0.0/16", number: 0, scheduler: scheduler),
            other: try Project("other", addresses: "127.78.0.0/16", number: 1, scheduler: scheduler)
        )
        billingKeys = try WebhookKey.list(BillingService.key)
    }

    /// The user whose job it is, by the first installation that knows it.
    private func userOfJob(_ job: String) -> String? {
        installations.lazy.compactMap { $0.view().job(job)?.user }.first
    }

    var now: Instant { scheduler.now }

    /// The milliseconds since the run began, which tell acts of one kind apart.
    var sinceStart: Int64 { (now - start).milliseconds }

    /// The time of a clock that nobody can set.
    func monotonic(_ instant: Instant) -> ContinuousClock.Instant {
        boot + (instant - start)
    }

    // MARK: The run

    /// Runs to the end, or to the first broken rule.
    func run(_ report: (Simulation) -> Void = { _ in }) throws -> Violation? {
        installations = [main]
        try main.openStore().migrate()
        _ = main.view()
        disk.onCommit = { [unowned self] path, thread in
            guard let installation = installations.first(where: { path.hasPrefix($0.database) }) else {
                return
            }
            rules.afterCommit(installation, by: thread)
        }
        main.turnOn()
        operatorActs.lookAfter()
        for act in plan.acts { scheduler.at(start + act.at) { [self] in perform(act) } }
        let end = start + .seconds(plan.size.days * 86_400)
        advance(until: end, report)
        if rules.violation == nil { QuietEnd(self).run { self.advance(until: $0, report) } }
        finish()
        return rules.violation
    }

    private func advance(until end: Instant, _ report: (Simulation) -> Void) {
        while rules.violation == nil, scheduler.step(until: end) {
            if scheduler.eventCount % 2_000 == 0 { report(self) }
        }
    }

    private func perform(_ act: PlannedAct) {
        coverage.count(act: act.act.rawValue)
        log(act.name, "\(act.act.rawValue)")
        if act.name.hasPrefix("op") { return operatorActs.perform(act) }
        let name = act.name.prefix { $0 != "." }
        if let customer = customers.all.first(where: { $0.name == name }) {
            customerActs.perform(act, by: customer)
        }
    }

    /// Everything of the run goes: no thread is left.
    private func finish() {
        for installation in installations { installation.killAll() }
        for process in processes.values.sorted(by: { $0.owner < $1.owner }) { scheduler.kill(process) }
        while processes.values.contains(where: { !$0.threads.isEmpty }), scheduler.step(until: now) {}
        for installation in installations { installation.forgetView() }
        disk.forget()
    }

    /// Ends an installation that should never have been, with all that it runs.
    func remove(_ installation: Installation) {
        installation.killAll()
        scheduler.after(.milliseconds(1)) { [self] in
            installation.forgetView()
            installations.removeAll { $0 === installation }
        }
    }

    /// Makes Hetzner unreachable for so long.
    func beginOutage(of length: Duration) {
        isHetznerDown = true
        scheduler.after(length) { [self] in isHetznerDown = false }
    }

    // MARK: Processes

    func newProcess(_ name: String, on host: Host) -> SimulatedProcess {
        processCount += 1
        let process = SimulatedProcess(
            name, on: host, entropy: StableHash.mixed(plan.seed ^ StableHash.of(name) ^ processCount << 32))
        processes = processes.filter { $0.value.isAlive || !$0.value.threads.isEmpty }
        processes[process.owner] = process
        return process
    }

    /// The process that a lease names, if it is alive and not stopped.
    func running(owner: String) -> SimulatedProcess? {
        processes[owner].flatMap { $0.isAlive && !$0.isStopped ? $0 : nil }
    }

    /// True for a process that has not ended, stopped or not.
    func isRunning(owner: String) -> Bool {
        processes[owner]?.isAlive ?? false
    }

    /// The longest time that `maintain` leaps over.
    var idlePause: Duration { .seconds(3_000) }

    /// Runs `body` as the main part of a process. An error ends it, as it would end the program.
    @discardableResult
    func attempt<Value>(_ name: String, _ body: () throws -> Value) -> Value? {
        do {
            return try body()
        } catch {
            if scheduler.isCurrentAlive { log(name, "failed: \(error)") }
            return nil
        }
    }

    // MARK: What is written down

    func log(_ who: String, _ what: String) {
        trace.add(at: now, who, what)
    }

    /// The log of our processes: every line is looked through for secrets, and the important ones are in the trace.
    var processLog: Logger {
        var log = Logger(label: "simulation") { [unowned self] _ in ProcessLog(simulation: self) }
        log.logLevel = .info
        return log
    }

    lazy var webSettings: WebSettings = {
        guard let url = BaseURL(site: Installation.baseURL) else { preconditionFailure("no site") }
        var settings = WebSettings(baseURL: url)
        settings.deployDeadline = Installation.jobDeadline
        settings.deprovisionDeadline = Installation.jobDeadline
        settings.billingKeys = billingKeys
        settings.maxJobs = Installation.maxJobs
        settings.deployLimits = Installation.deployLimits
        settings.gracePeriod = Customers.gracePeriod
        return settings
    }()
}

/// Receives what our processes log.
///
/// Only the thread with the scheduler's baton logs, hence `@unchecked Sendable`.
private struct ProcessLog: LogHandler, @unchecked Sendable {
    unowned let simulation: Simulation
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.info

    subscript(metadataKey key: String) -> Logger.MetadataValue? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        guard simulation.scheduler.isCurrentAlive else { return }
        let fields = (event.metadata ?? [:]).map { "\($0.key)=\($0.value)" }.sorted().joined(separator: " ")
        simulation.secrets.check(fields, in: "the log: \(event.message)")
        guard event.level >= .notice else { return }
        simulation.log(
            simulation.scheduler.current?.scope.name ?? "nobody",
            "logs \(event.message) \(fields.prefix(200))")
    }
}
