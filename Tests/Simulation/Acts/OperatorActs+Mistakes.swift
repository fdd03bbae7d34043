import Crypto
import HTTP
import SeededRandom
import SimulatorFaults
import Store
import Time

/// What the operator does to services, files, tokens and clocks.
extension OperatorActs {
    func restartServices(after pause: Duration) {
        let main = simulation.main
        main.turnOffServices()
        simulation.scheduler.after(pause) { main.turnOn() }
    }

    func backUp() {
        copies += 1
        let path = "\(simulation.directory)/copy-\(copies).sqlite"
        simulation.disk.copy(simulation.main.database, to: path)
        copy = path
    }

    /// Everything is stopped, the last copy takes the database's place, and the services are started again.
    func restore() {
        guard let copy else { return }
        let main = simulation.main
        main.killAll()
        simulation.scheduler.after(.seconds(20)) { [simulation] in
            guard !main.isOn else { return }
            main.replaceDatabase(by: copy)
            // What the copy doesn't know can't have a line; it must not be deleted all the same.
            for server in simulation.hetzner.live.values where !main.view().knows(server: server.id) {
                simulation.excused.insert(server.id)
            }
            for customer in simulation.customers.all { customer.session = nil }
            main.turnOn()
        }
    }

    /// The copy of the whole machine comes to life on another host, with the same token.
    func clone(for time: Duration) {
        copies += 1
        let path = "\(simulation.directory)/twin-\(copies).sqlite"
        simulation.disk.copy(simulation.main.database, to: path)
        add(
            Installation(
                "twin\(copies)", on: Host("twin-host-\(copies)"), database: path, keyring: simulation.keyring,
                project: simulation.main.project, simulation), for: time)
    }

    /// A second installation, with a database of its own, is given the same token.
    func install(for time: Duration) {
        copies += 1
        let path = "\(simulation.directory)/second-\(copies).sqlite"
        let second = Installation(
            "second\(copies)", on: Host("second-host-\(copies)"), database: path, keyring: simulation.keyring,
            project: simulation.main.project, simulation)
        simulation.attempt("migrate") { _ = try second.openStore().migrate() }
        add(second, for: time)
    }

    private func add(_ installation: Installation, for time: Duration) {
        simulation.installations.append(installation)
        installation.turnOn()
        simulation.scheduler.after(time) { [simulation] in simulation.remove(installation) }
    }

    func takeWrongToken(for time: Duration) {
        let main = simulation.main
        // Before the first claim either project is the right one.
        let projects = simulation.attempt("wrong-token") { try main.openStore().projects() } ?? []
        guard projects.contains(where: \.isClaimed) else { return }
        main.project = simulation.hetzner.other
        restartServices(after: .seconds(2))
        simulation.scheduler.after(time) { [self] in
            main.project = simulation.hetzner.own
            restartServices(after: .seconds(2))
        }
    }

    /// The services are started with another key than the one that sealed the database's columns.
    func takeWrongKey(for time: Duration) {
        let main = simulation.main
        simulation.attempt("wrong-key") { main.keyring = try Keyring(text: Keyring.generateKeyText()) }
        restartServices(after: .seconds(2))
        simulation.scheduler.after(time) { [self] in
            main.keyring = simulation.keyring
            restartServices(after: .seconds(2))
        }
    }

    /// Something is refused to everybody: servers are sold out, no calls are left, a limit is reached.
    func beginTrouble(for time: Duration, _ random: inout SeededRandom) {
        let choices: [(Fault, String)] = [
            (.creation(.soldOut), "sold-out"), (.creation(.quota), "quota:of=servers,limit=0"),
            (.response(.rateLimited), "rate-limited"), (.response(.maintenance), "maintenance"),
            (.response(.serverError), "server-error:share=60"), (.response(.slow), "slow:seconds=25"),
            (.listing(.incomplete), "listing-incomplete:share=50"),
            (.listing(.lateVisibility), "late-visibility:seconds=30"),
        ]
        let allowed = choices.filter { simulation.swarm.allows($0.0) }
        guard !allowed.isEmpty else { return }
        let (fault, text) = random.pick(allowed)
        simulation.coverage.count(fault: fault.rawValue)
        let project = simulation.hetzner.own
        let id = project.switchOn(text)
        simulation.scheduler.after(time) { project.switchOff(id) }
    }

    func stepClock(_ random: inout SeededRandom) {
        let host = simulation.main.host
        let step = random.pick([-86_400, -660, -30, 30, 660, 3_600, 86_400, 4 * 86_400])
        host.clockOffset += .seconds(step)
        // Somebody notices.
        simulation.scheduler.after(.seconds(Int64.random(in: 60...14_400, using: &random))) {
            host.clockOffset -= .seconds(step)
        }
    }

    func losePower(for time: Duration) {
        let main = simulation.main
        guard main.isOn else { return }
        main.killAll()
        simulation.scheduler.after(.milliseconds(1)) { [simulation] in
            guard !main.isOn else { return }
            main.forgetView()
            simulation.disk.losePower(
                main.database, Scope("power@\((simulation.now - simulation.start).milliseconds)"))
            main.host.reboot()
            simulation.scheduler.after(time) { main.turnOn() }
        }
    }

    /// Somebody deletes one of our servers at the vendor's console.
    func deleteAtConsole(_ random: inout SeededRandom) {
        let hetzner = simulation.hetzner
        let servers = hetzner.live.values.filter { $0.userID != nil }.sorted { $0.id < $1.id }
        guard !servers.isEmpty else { return }
        hetzner.deleteAtConsole(random.pick(servers).id)
    }
}
