import DetachedProcess
package import SQLite
package import Time

/// Advances the world between requests, and starts and stops machines until they are as the database wants them.
/// Belongs to one thread, as its database does.
///
/// A machine's program runs as a child process, one at a time for each machine. A stop waits for a start to end,
/// since it might find nothing to stop before.
package final class MachineKeeper {
    private let database: Database
    private let settings: Settings
    private let program: MachineProgram
    private let sshPort: UInt16
    private let files: MachineFiles
    private let clock: TimeSource
    private let report: @Sendable (MachineEvent) -> Void
    private var running: [Int64: RunningProgram] = [:]
    private var unresponsive: [Int64: UnresponsiveAddress] = [:]
    private var retryAt: [Int64: Instant] = [:]

    private static let retryDelay = Duration.seconds(5)
    /// The longest time that a stop waits for a start: some programs don't end while their machine runs.
    private static let startTimeout = Duration.seconds(15)

    /// `directory` is the path of an existing directory for user-data and the logs of programs.
    package init(
        database: Database, settings: Settings, program: MachineProgram, sshPort: UInt16, directory: String,
        clock: @escaping TimeSource = Instant.now, report: @escaping @Sendable (MachineEvent) -> Void
    ) {
        self.database = database
        self.settings = settings
        self.program = program
        self.sshPort = sshPort
        files = MachineFiles(directory: directory)
        self.clock = clock
        self.report = report
    }

    deinit {
        for program in running.values { program.abandon() }
    }

    /// Repairs the machines' states after a restart of the simulator: a machine whose start was interrupted is stopped
    /// and started again, and one of our own driver's that should run but is not among the `alive` is started. Returns
    /// those of the `alive` that belong to no server. Call once, before the first `tick`.
    package func recover(alive: Set<String>) throws -> Set<String> {
        var untracked = alive
        try world { world in
            for machine in try world.machines() {
                untracked.remove(machine.name)
                switch machine.state {
                case .launching:
                    try world.setState(.restarting, ofMachine: machine.serverID)
                // The machines of an external program can't be listed.
                case .launched where machine.command.isEmpty && !alive.contains(machine.name):
                    try world.setState(.wanted, ofMachine: machine.serverID)
                default: break
                }
            }
        }
        return untracked
    }

    /// Advances the world, handles programs that have ended, and starts and stops machines as needed. Never waits; safe
    /// to repeat.
    package func tick() {
        do {
            if let due = try World.nextDue(in: database), due <= clock() { try world { _ in } }
            try reap()
            let machines = try snapshot().machines()
            for machine in machines { try reconcile(machine, among: machines) }
            occupyAddresses(of: machines.filter { $0.state == .absent })
        } catch {
            report(.tickFailed("\(error)"))
        }
    }

    private func reconcile(_ machine: Machine, among machines: [Machine]) throws {
        let now = clock()
        if let retry = retryAt[machine.serverID], retry > now { return }
        switch machine.state {
        case .wanted:
            let isNameBusy = machines.contains { $0.serverID != machine.serverID && $0.name == machine.name }
            if running[machine.serverID] == nil, !isNameBusy { try start(machine) }
        case .unwanted, .restarting:
            switch running[machine.serverID] {
            case .some(let program) where program.purpose == .stop: break
            case .some where now - machine.since < Self.startTimeout: break
            default: stop(machine)
            }
        case .launching, .launched, .absent: break
        }
    }

    /// Makes the addresses of servers without network unresponsive: where nothing listens, connections would be refused.
    private func occupyAddresses(of machines: [Machine]) {
        let ids = Set(machines.map(\.serverID))
        unresponsive = unresponsive.filter { ids.contains($0.key) }
        for machine in machines where unresponsive[machine.serverID] == nil {
            unresponsive[machine.serverID] = UnresponsiveAddress(address: machine.address, port: sshPort)
        }
    }

    private func start(_ machine: Machine) throws {
        // Its server may have been deleted since the machines were read.
        let isStillWanted = try world { world in
            try world.setCommand(program.command, ofMachine: machine.serverID)
            return try world.move(machine: machine.serverID, from: .wanted, to: .launching)
        }
        guard isStillWanted else { return }
        do {
            let userData = try files.writeUserData(of: machine)
            try run(program.start(machine, sshPort: sshPort, userData: userData), .start, machine)
        } catch {
            _ = try move(machine, from: .launching, to: .wanted)
            return fail(machine, "\(error)")
        }
        _ = try move(machine, from: .launching, to: .launched)
        report(.started(name: machine.name, address: machine.address))
    }

    private func stop(_ machine: Machine) {
        do throws(SpawnError) {
            try run(program.stop(machine), .stop, machine)
        } catch {
            fail(machine, "\(error)")
        }
    }

    private func run(
        _ command: [String], _ purpose: RunningProgram.Purpose, _ machine: Machine
    ) throws(SpawnError) {
        let id = try DetachedProcess.start(
            command[0], Array(command.dropFirst()), environment: MachineProgram.environment,
            log: files.log(machine))
        // A stop that could wait no longer for its start.
        running[machine.serverID]?.abandon()
        running[machine.serverID] = RunningProgram(id: id, purpose: purpose, machine: machine)
    }

    /// Handles programs that have ended.
    private func reap() throws {
        for (serverID, program) in running {
            guard let status = program.exitStatus() else { continue }
            running[serverID] = nil
            guard status == 0 else {
                // A failed start is retried after a while, as a failed stop is.
                if program.purpose == .start { _ = try move(program.machine, from: .launched, to: .wanted) }
                fail(program.machine, "\(program.purpose) ended with status \(status)")
                continue
            }
            if program.purpose == .stop { try recordStop(of: program.machine) }
        }
    }

    private func recordStop(of machine: Machine) throws {
        try world { world in
            switch try world.machines().first(where: { $0.serverID == machine.serverID })?.state {
            case .restarting: try world.setState(.wanted, ofMachine: machine.serverID)
            case .unwanted: try world.deleteMachine(machine.serverID)
            default: break
            }
        }
        try files.removeUserData(of: machine)
        report(.stopped(name: machine.name))
    }

    private func fail(_ machine: Machine, _ reason: String) {
        retryAt[machine.serverID] = clock() + Self.retryDelay
        report(.failed(name: machine.name, reason: reason, log: files.log(machine)))
    }

    private func snapshot() -> World {
        World(database: database, now: clock(), settings: settings)
    }

    private func move(
        _ machine: Machine, from old: Machine.State, to new: Machine.State
    ) throws -> Bool {
        try world { try $0.move(machine: machine.serverID, from: old, to: new) }
    }

    @discardableResult
    private func world<Value>(_ body: (World) throws -> Value) throws -> Value {
        try World.write(database, settings, now: clock(), body)
    }
}

/// An event that the keeper of machines reports for the log.
package enum MachineEvent: Equatable, Sendable {
    case started(name: String, address: String)
    case stopped(name: String)
    /// The program could not be run or ended with another status than 0; its output is in `log`.
    case failed(name: String, reason: String, log: String)
    /// The tick itself failed, for example since the disk is full; the next one tries again.
    case tickFailed(String)
}
