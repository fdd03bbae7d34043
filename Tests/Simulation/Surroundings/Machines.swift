import Crypto
import HTTP
import HTTPClient
import SQLite
import SeededRandom
import SimulatedCloud
import SimulatorFaults
import Time

/// Plays the machines of all servers: boot, set-up, callback, service.
final class Machines {
    /// The pauses between reports add up to so many seconds at the least.
    private static let reportTime = 900

    private let simulation: Simulation
    private var guests: [Int64: GuestMachine] = [:]

    init(_ simulation: Simulation) {
        self.simulation = simulation
    }

    /// The machine at that address; nil where nothing runs.
    func guest(at address: String) -> GuestMachine? {
        guests.values.first { $0.address == address }
    }

    func guest(of server: Int64) -> GuestMachine? {
        guests[server]
    }

    /// The faults of the machine of a server that is being ordered.
    func faultsOfNewServer(_ request: ClientRequest) -> [String] {
        let body = request.body.map { String(decoding: $0, as: UTF8.self) } ?? ""
        let job = Network.labelValue("rachel-job", inJSON: body).map(simulation.names.job) ?? "unknown"
        let name = Scope(job).next(.machineFault)
        let text = simulation.decisions.choose(name, share: simulation.swarm.machineFaults) { random in
            let allowed = MachineFault.allCases.filter { simulation.swarm.allows(.machine($0)) }
            guard !allowed.isEmpty else { return nil }
            let fault = random.pick(allowed)
            return fault == .callbackLate
                ? "\(fault.rawValue):seconds=\(random.pick([20, 100, 280]))" : fault.rawValue
        }
        guard let text else { return [] }
        simulation.coverage.count(fault: String(text.prefix { $0 != ":" }))
        return [text]
    }

    /// Starts and stops machines until they are as Hetzner wants them.
    func follow(_ project: Project) throws {
        // This is looked at after every call, and seldom is there anything to do.
        let isAnythingToDo = try project.database.row(
            "SELECT 1 FROM machines WHERE state IN ('wanted', 'restarting', 'unwanted') LIMIT 1"
        ) { _ in true }
        guard isAnythingToDo == true else { return }
        let world = World(database: project.database, now: simulation.now, settings: project.settings)
        for machine in try world.machines() {
            switch machine.state {
            case .unwanted:
                halt(machine.serverID)
                guests[machine.serverID] = nil
                try world.deleteMachine(machine.serverID)
            case .wanted, .restarting:
                halt(machine.serverID)
                try world.setState(.launched, ofMachine: machine.serverID)
                try boot(machine)
            case .launching, .launched, .absent: break
            }
        }
    }

    private func halt(_ id: Int64) {
        guard let guest = guests[id] else { return }
        guest.boots += 1
        guest.isUp = false
        guest.servicePID = 0
    }

    private func boot(_ machine: Machine) throws {
        if let guest = guests[machine.serverID] {
            after(.seconds(8), of: guest) { [self] guest in
                guest.isUp = true
                if guest.isEnabled { guest.startService() }
                resumeSetUp(of: guest)
            }
            return
        }
        let server = simulation.hetzner.live[machine.serverID]
        guard let guest = try? GuestMachine(machine, labels: (server?.userID, server?.jobID)) else {
            // Somebody else's server, whose machine nobody looks at.
            return
        }
        guests[machine.serverID] = guest
        simulation.secrets.check(machine.userData, in: "user-data")
        let scope = Scope("\(guest.job.map(simulation.names.job) ?? "server \(guest.serverID)") machine")
        var random = simulation.decisions.random(scope.next(.machine))
        let sshAfter = Duration.milliseconds(Int64.random(in: 3_000...9_000, using: &random))
        guest.setUpTime = .milliseconds(Int64.random(in: 15_000...70_000, using: &random))
        after(sshAfter, of: guest) { $0.isUp = true }
        after(sshAfter + guest.setUpTime, of: guest) { [self] in endSetUp(of: $0) }
        misbehave(guest, scope)
    }

    /// What may happen to a new server beside the faults of its machine.
    private func misbehave(_ guest: GuestMachine, _ scope: Scope) {
        let (swarm, coverage) = (simulation.swarm, simulation.coverage)
        let choice = simulation.decisions.choose(scope.next(.machineFault), share: swarm.machineFaults / 2) {
            random in
            random.pick([SimulationFault.serverDiskFull.rawValue, Act.deleteAtConsole.rawValue])
        }
        switch choice {
        case SimulationFault.serverDiskFull.rawValue where swarm.allows(.serverDiskFull):
            coverage.count(.serverDiskFull)
            guest.isDiskFull = true
        case Act.deleteAtConsole.rawValue:
            coverage.count(act: Act.deleteAtConsole.rawValue)
            // Halfway through the set-up.
            after(.seconds(10), of: guest) { [simulation] in simulation.hetzner.deleteAtConsole($0.serverID) }
        default: break
        }
    }

    private func endSetUp(of guest: GuestMachine) {
        let hasFailed = guest.has(.setUpFails)
        guest.setUp = hasFailed ? .failed : .succeeded
        simulation.log("server \(guest.serverID)", hasFailed ? "set-up failed" : "set-up succeeded")
        let late = Duration.milliseconds(Int64((guest.faults[.callbackLate] ?? 0) * 1000))
        after(late + .milliseconds(200), of: guest) { [self] in
            report($0)
            if $0.has(.callbackTwice) { report($0) }
        }
    }

    /// Goes on with what a reboot interrupted: the set-up, or the report on it.
    private func resumeSetUp(of guest: GuestMachine) {
        if guest.setUp == .running {
            after(guest.setUpTime, of: guest) { [self] in endSetUp(of: $0) }
        } else if !guest.isAnswered {
            report(guest)
        }
    }

    /// Posts the report, again and again with growing pauses, until it is answered or nobody has for a quarter of an hour.
    private func report(_ guest: GuestMachine, pause: Int = 1, waited: Int = 0) {
        guard !guest.has(.noCallback) else { return }
        let boots = guest.boots
        simulation.main.request("server \(guest.serverID)", request(of: guest)) { [self] reply in
            simulation.log(
                "server \(guest.serverID)", "callback answered \(reply.map { "\($0.status)" } ?? "nothing")")
            guard guest.boots == boots else { return }
            if let status = reply?.status, status < 300 || (400..<500).contains(status) && status != 429 {
                guest.isAnswered = true
                return
            }
            guard waited < Self.reportTime else { return }
            after(.seconds(pause), of: guest) {
                self.report($0, pause: pause < 15 ? pause * 2 : 30, waited: waited + pause)
            }
        }
    }

    private func request(of guest: GuestMachine) -> Request {
        let body =
            guest.setUp == .failed
            ? #"{"status":"failed","step":"bun","detail":"curl: (6) Could not resolve host"}"#
            : #"{"status":"succeeded","pub_key_ed25519":"\#(guest.announcedHostKey.openSSH)"}"#
        return Request(
            method: .post, path: String(guest.callbackURL.dropFirst(Installation.baseURL.count)),
            headers: Headers([("Content-Type", "application/json")]), body: Array(body.utf8))
    }

    /// Runs `body` on the machine later, unless it was halted by then.
    private func after(_ duration: Duration, of guest: GuestMachine, _ body: @escaping (GuestMachine) -> Void)
    {
        let boots = guest.boots
        simulation.scheduler.after(duration) { if guest.boots == boots { body(guest) } }
    }
}
