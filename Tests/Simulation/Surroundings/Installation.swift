import Crypto
import HTTP
import HTTPClient
import Hetzner
import Logging
import ProductSupport
import Provisioning
import SeededRandom
import SimulatedCloud
import Store
import Time
import Web

/// One installation of the product: a database file, a host, a token, and the processes at work on them.
final class Installation {
    static let baseURL = "https://cloud.example"
    /// systemd starts a service again after this long.
    private static let restartPause = Duration.seconds(1)
    private static let launchTime = Duration.milliseconds(30)

    let name: String
    let host: Host
    let simulation: Simulation
    let database: String
    /// Processes read it when they start.
    var keyring: Keyring
    /// The project whose token is in the configuration; processes read it when they start.
    var project: Project
    /// True while its services are to run.
    private(set) var isOn = false
    private(set) var serve: Serve?
    private(set) var maintain: SimulatedProcess?
    /// Those of jobs and commands.
    private var shortProcesses: [SimulatedProcess] = []
    private var runs: [Job.ID: Int] = [:]
    private var currentView: StoreView?

    init(
        _ name: String, on host: Host, database: String, keyring: Keyring, project: Project,
        _ simulation: Simulation
    ) {
        self.name = name
        self.host = host
        self.database = database
        self.keyring = keyring
        self.project = project
        self.simulation = simulation
    }

    var settings: ProvisioningSettings {
        ProvisioningSettings(
            project: "default",
            serverChoices: [
                ServerChoice(type: "cx23", location: "nbg1"), ServerChoice(type: "cx23", location: "fsn1"),
            ],
            image: "ubuntu-24.04", keyType: .ed25519, sshPort: 22, controlPlaneAddresses: ["192.0.2.7/32"],
            callbackBaseURL: Self.baseURL,
            machine: MachineSettings(
                userName: "rachel", packages: ["git"], repositoryURL: "https://git.example/rachel8",
                repositoryReference: "main", unit: MachineSettings.standardUnit),
            setUpTimeout: .seconds(300), serviceSettle: .seconds(10))
    }

    static let jobDeadline = Duration.seconds(900)
    /// Few, so that jobs have to wait for their turn.
    static let maxJobs = 3
    /// Few, so that customers reach them, and enough for a server each in the quiet.
    static let deployLimits = DeployLimits(servers: 6, deploysPerDay: 2)

    // MARK: Opening what a process needs

    /// A connection of the current process, by its host's wall clock.
    func openStore() throws -> Store {
        let (scheduler, hand) = (simulation.scheduler, ClockHand(host: host))
        let clock = MachineClock(
            machine: host.name, boot: "\(host.boot)", wall: { scheduler.timeForCurrent + hand.offset },
            sinceBoot: { .milliseconds(scheduler.timeForCurrent.milliseconds) })
        return try Store(path: database, keyring: keyring, writeOrder: .unordered, clock: clock)
    }

    /// A client of the project whose token is in the configuration now, for as long as its process lives.
    func client(
        sharingCallsOf store: Store, purpose: CallPurpose = .creation,
        through wrap: (any HTTPTransport) -> any HTTPTransport = { $0 }
    ) -> HetznerClient {
        let project = project
        let scheduler = simulation.scheduler
        let random = simulation.scheduler.current.map { simulation.decisions.random($0.scope.next(.wait)) }
        var jitter = random ?? .init(seed: 0)
        return HetznerClient(
            endpoint: SimulatorHandler.endpoint, token: Secret(project.token),
            transport: wrap(
                NetworkTransport(network: simulation.network, project: project, installation: self)),
            time: Timekeeping(
                now: { [simulation] in simulation.monotonic(scheduler.timeForCurrent) },
                sleep: { scheduler.pause(for: $0) },
                random: { Double.random(in: 0..<1, using: &jitter) }),
            budget: SharedCallBudget(store: store, project: settings.project, log: log), purpose: purpose)
    }

    var log: Logger { simulation.processLog }

    // MARK: What the rules read

    /// The rules' own look at the database, as it was at the last commit.
    func view() -> StoreView {
        if let currentView { return currentView }
        let view = StoreView(path: database, simulation.scheduler)
        currentView = view
        return view
    }

    func forgetView() {
        simulation.scheduler.asDead { currentView = nil }
    }

    /// Puts a copy in the place of the database. Nothing of the installation may run.
    func replaceDatabase(by copy: String) {
        forgetView()
        simulation.disk.copy(copy, to: database)
        // Read now, so that the next commit is compared with the copy.
        _ = view()
    }

    /// Lets `maintain` go on at its next turn, since something may be due soon.
    func endLeap() {
        guard let leap = maintainLeap else { return }
        maintainLeap = nil
        simulation.scheduler.wake(leap)
    }

    /// The thread of `maintain` while it leaps over the time in which nothing is due.
    var maintainLeap: SimulatedThread?

    // MARK: Services

    func turnOn() {
        isOn = true
        startServe()
        startMaintain()
    }

    /// Stops both services; jobs go on.
    func turnOffServices() {
        isOn = false
        if let serve { simulation.scheduler.kill(serve.process) }
        if let maintain { simulation.scheduler.kill(maintain) }
    }

    /// Kills everything of it.
    func killAll() {
        turnOffServices()
        for process in shortProcesses { simulation.scheduler.kill(process) }
    }

    private func startServe() {
        guard isOn, serve == nil else { return }
        let process = simulation.newProcess("\(name).serve", on: host)
        serve = Serve(self, process)
        process.onEnd = { [self] in
            serve?.close()
            serve = nil
            simulation.scheduler.after(Self.restartPause) { self.startServe() }
        }
    }

    private func startMaintain() {
        guard isOn, maintain == nil else { return }
        let process = simulation.newProcess("\(name).maintain", on: host)
        maintain = process
        process.onEnd = { [self] in
            maintain = nil
            simulation.scheduler.after(Self.restartPause) { self.startMaintain() }
        }
        // Each start makes choices of its own: otherwise one that is killed as it starts would be killed for ever.
        let scope = Scope("\(name).maintain from \((simulation.now - simulation.start).milliseconds)")
        simulation.scheduler.start(process, scope) { [self] thread in
            MaintainProcess(self, thread).run()
        }
    }

    // MARK: Jobs

    func launchDueJobs(of store: Store) throws {
        for job in try store.takeDueJobs(slots: Self.maxJobs) { launch(job.id, job.kind) }
    }

    /// Starts a job's process, as a click or `maintain` does.
    func launch(_ job: Job.ID, _ kind: Job.Kind) {
        guard simulation.scheduler.point(.launch) else { return }
        runs[job, default: 0] += 1
        let own = self === simulation.main ? "" : "\(name)."
        let process = simulation.newProcess(
            "\(own)\(simulation.names.job(job.text)).\(runs[job] ?? 0)", on: host)
        process.job = job.text
        track(process)
        simulation.scheduler.after(Self.launchTime) { [self] in
            guard process.isAlive else { return }
            simulation.scheduler.start(process, Scope(process.name)) { thread in
                self.runJob(job, process)
            }
        }
    }

    /// True when the process that took a lease under that name is known here to have ended.
    func hasEnded(_ owner: String) -> Bool {
        host.sees(owner) && !simulation.isRunning(owner: owner)
    }

    private func track(_ process: SimulatedProcess) {
        shortProcesses.append(process)
        process.onEnd = { [self] in shortProcesses.removeAll { $0 === process } }
    }

    private func runJob(_ job: Job.ID, _ process: SimulatedProcess) {
        simulation.attempt(process.name) {
            let store = try openStore()
            let runner = JobRunner(
                store: store, hetzner: client(sharingCallsOf: store), settings: settings, log: log,
                shell: SimulatedShell(simulation: simulation, installation: self, job: job.text),
                sleep: { [simulation] in simulation.scheduler.pause(for: $0) })
            let result = try runner.run(job, owner: process.owner)
            simulation.log(process.name, "ended: \(result)")
            try launchDueJobs(of: store)
        }
    }

    /// Runs a command of the operator's, with a store of its own.
    func command(_ name: String, _ body: @escaping (Store) throws -> Void) {
        let process = simulation.newProcess(name, on: host)
        track(process)
        simulation.scheduler.start(process, Scope(name)) { [self] _ in
            simulation.attempt(name) { try body(try openStore()) }
        }
    }

    // MARK: Requests

    /// Sends a request to the site. The reply is nil when the connection breaks or nobody is there.
    func request(_ name: String, _ request: Request, _ completion: @escaping (Reply?) -> Void) {
        guard let serve else { return completion(nil) }
        serve.handle(request, name, completion)
    }
}

/// What a client of the site receives.
struct Reply {
    let status: Int
    let body: [UInt8]
}

/// The host's clock as a process sees it. Only the thread with the baton uses it, hence `@unchecked Sendable`.
private struct ClockHand: @unchecked Sendable {
    let host: Host

    var offset: Duration { host.clockOffset }
}
