import HTTP
import HTTPClient
import ProductSupport
import SQLite
import SeededRandom
import SimulatedCloud
import SimulatorFaults
import Time

/// A server that exists at Hetzner, whatever anybody believes.
struct LiveServer: Equatable {
    let id: Int64
    let project: String
    let userID: String?
    let jobID: String?
    let isDeleting: Bool
}

/// The simulated Hetzner: our project, another one, and the machines of their servers.
final class Hetzner {
    let own: Project
    /// A project of somebody else, whose token the operator may take for ours.
    let other: Project
    let machines: Machines

    /// Until somebody at Hetzner notices.
    private static let longestStuck = Duration.seconds(3 * 3_600)

    private let simulation: Simulation
    private var pumpAt: Instant?
    /// The jobs of servers that somebody deleted at the console. A late order of such a job finds its name free again, and
    /// makes a server that no line can stand for; a sweep has to find it.
    private(set) var jobsDisturbedByHand: Set<String> = []
    private var lastServerGoneAt: [String: Instant] = [:]
    private(set) var live: [Int64: LiveServer] = [:]

    init(_ simulation: Simulation) {
        self.simulation = simulation
        (own, other) = simulation.projects
        machines = Machines(simulation)
    }

    var projects: [Project] { [own, other] }

    // MARK: Requests

    /// Carries out a request that has arrived. A response of nil means that the connection is closed without one.
    func deliver(
        _ request: ClientRequest, _ fault: String?, to project: Project, from installation: Installation
    ) -> (response: ClientResponse?, delay: Duration) {
        let path = request.url.dropFirst(SimulatorHandler.endpoint.count).prefix { $0 != "?" }
        let line = "\(request.method.name) \(path)"
        let target = Self.serverID(in: path).flatMap { live[$0] }
        var faults = fault.map { [$0] } ?? []
        if request.method == .post, path == "/servers" { faults += machines.faultsOfNewServer(request) }
        let (response, delay) = project.withFaults(faults) { project.respond(to: request) }
        let outcome = response.map { "\($0.status)" } ?? "lost"
        simulation.log(installation.name, "api \(line) \(outcome)" + (fault.map { " (\($0))" } ?? ""))
        if faults.contains(where: { $0.hasPrefix("action-stuck") || $0.hasPrefix("stuck") }) {
            // The vendor's people notice.
            simulation.scheduler.after(Self.longestStuck) { [self] in endStuckActions() }
        }
        if fault?.contains("holder=somebody") == true {
            simulation.scheduler.after(Self.longestStuck) { [self] in removeForeignServers() }
        }
        if request.method != .get {
            refresh()
            if let target, target.project == project.name, Self.harms(request.method, path) {
                simulation.rules.afterHarm(
                    to: target, request: line, by: installation, wasDone: hasBegun(target))
            }
            simulation.rules.afterChange(of: self)
        }
        pump()
        return (response, delay)
    }

    /// Ends the actions that would never end.
    func endStuckActions() {
        for project in projects {
            simulation.attempt("hetzner") { _ = try World.switchOff(nil, in: project.database) }
        }
        pump()
    }

    /// Somebody deletes a server at the vendor's console.
    func deleteAtConsole(_ id: Int64) {
        guard let server = live[id], let project = projects.first(where: { $0.name == server.project }) else {
            return
        }
        if let job = server.jobID { jobsDisturbedByHand.insert(job) }
        project.deleteByHand(id)
        refresh()
        pump()
    }

    /// Somebody else deletes their servers, which hold names that we want.
    func removeForeignServers() {
        for project in projects {
            for server in live.values.sorted(by: { $0.id < $1.id })
            where server.project == project.name && server.userID == nil {
                project.deleteByHand(server.id)
            }
        }
        refresh()
        pump()
    }

    private static func serverID(in path: Substring) -> Int64? {
        let parts = path.split(separator: "/")
        return parts.count > 1 && parts[0] == "servers" ? Int64(parts[1]) : nil
    }

    private static func harms(_ method: HTTP.Method, _ path: Substring) -> Bool {
        method == .delete
            || ["poweroff", "shutdown", "rebuild", "reset"].contains { path.hasSuffix("/actions/\($0)") }
    }

    /// True when the server's deletion has begun, or it is gone.
    private func hasBegun(_ server: LiveServer) -> Bool {
        live[server.id].map(\.isDeleting) ?? true
    }

    // MARK: The passage of time

    /// Lets everything happen that is due, and comes back when the next thing is.
    func pump() {
        var next: Instant?
        for project in projects {
            do {
                if let due = try World.nextDue(in: project.database), due <= simulation.now {
                    try project.world(at: simulation.now) { _ in }
                    refresh()
                    simulation.rules.afterChange(of: self)
                }
                try machines.follow(project)
                if let due = try World.nextDue(in: project.database) { next = min(next ?? due, due) }
            } catch {
                preconditionFailure("the simulated Hetzner failed: \(error)")
            }
        }
        guard let next, pumpAt.map({ next < $0 || $0 <= simulation.now }) ?? true else { return }
        pumpAt = next
        simulation.scheduler.at(next) { [self] in
            if pumpAt == next { pumpAt = nil }
            pump()
        }
    }

    // MARK: The truth

    /// Reads which servers exist.
    func refresh() {
        let earlier = live
        live = [:]
        for project in projects {
            for server in servers(of: project) { live[server.id] = server }
        }
        for server in earlier.values where live[server.id] == nil {
            if let user = server.userID { lastServerGoneAt[user] = simulation.now }
        }
    }

    /// The time since which a user has had no server; nil while there is one, or there never was.
    func goneAt(_ user: String) -> Instant? {
        live.values.contains { $0.userID == user } ? nil : lastServerGoneAt[user]
    }

    private func servers(of project: Project) -> [LiveServer] {
        do {
            return try project.database.rows(
                "SELECT id, labels, status FROM servers WHERE deleted_at IS NULL ORDER BY id"
            ) { row throws(SQLiteError) in
                let labels = try row.text("labels")
                return LiveServer(
                    id: try row.int("id"), project: project.name,
                    userID: Self.label("rachel-user", in: labels),
                    jobID: Self.label("rachel-job", in: labels),
                    isDeleting: try row.text("status") == "deleting"
                )
            }
        } catch {
            preconditionFailure("the simulated Hetzner's servers: \(error)")
        }
    }

    private static func label(_ name: String, in labels: String) -> String? {
        labels.split(separator: "\n").first { $0.hasPrefix("\(name)=") }.map {
            String($0.dropFirst(name.count + 1))
        }
    }
}
