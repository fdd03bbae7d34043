import Foundation
import Synchronization
import TestSupport

/// The whole product on a port and in a directory of its own: real nginx, the built `rachel-cloud`, and the built
/// `hetzner-sim` with real machines on addresses of their own.
final class Site: Sendable {
    let options: SiteOptions
    let state: SiteDirectory
    let nginx: NginxServer
    /// The points that the processes of jobs meet; nil where nobody asks.
    let points: PointDirectory?
    private let network: MachineNetwork
    private let simulator: ChildProgram
    private let serve: Mutex<ChildProgram>

    /// Runs the body against a site, and ends every process that was started for it, also after an error.
    static func with<Result>(
        _ options: SiteOptions = SiteOptions(), limit: ConcurrencyLimit = .sites,
        _ body: (Site) async throws -> Result
    ) async throws -> Result {
        // A test in a suite with a site counts already; waiting for the others like it would never end.
        try await (Site.isWithin ? ConcurrencyLimit.unlimited : limit).with {
            try await withTaskExecutorPreference(BlockingThreads.shared) {
                let site = try await Site(options)
                do {
                    let result = try await body(site)
                    try await site.stop()
                    return result
                } catch {
                    print("a site failed: \(error)\n\(site.state.logTails)")
                    try await site.stop()
                    throw error
                }
            }
        }
    }

    private init(_ options: SiteOptions) async throws {
        self.options = options
        let state = try SiteDirectory()
        let network = try MachineNetwork()
        self.state = state
        self.network = network
        nginx = try NginxServer(in: state.directory) { port in try state.nginxConfiguration(port: port) }
        try state.writeConfiguration(options, url: nginx.url)
        let clock = try options.setsClock ? FakeClock(state.file("clock")) : nil
        let findsPoints = options.findsPoints || options.findsPointsOfServe
        points = try findsPoints ? PointDirectory(state.file("points"), clock: clock) : nil
        simulator = try ChildProgram(
            Checkout.program("hetzner-sim"), state.simulatorArguments(options, network.range),
            log: state.log("hetzner-sim"))
        serve = Mutex(try Self.startServe(state, options, points))
        do {
            try await waitUntilServing()
            try await waitUntil("the simulator accepts connections") {
                FileManager.default.fileExists(atPath: state.hetznerSocket)
            }
        } catch {
            print("a site did not start: \(error)\n\(state.logTails)")
            try await stop()
            throw error
        }
    }

    private static func startServe(
        _ state: SiteDirectory, _ options: SiteOptions, _ points: PointDirectory?
    ) throws -> ChildProgram {
        try ChildProgram(
            Checkout.program("rachel-cloud"), ["serve", "--config", state.configuration],
            log: state.log("serve"),
            environment: options.findsPointsOfServe ? points?.environmentOfOne : points?.environmentOfParent)
    }

    var url: String { nginx.url }

    /// A browser without cookies.
    var visitor: Visitor { Visitor(port: nginx.port) }

    /// The process of the responder.
    var server: ChildProgram { serve.withLock { $0 } }

    /// Starts the responder again after it has ended.
    func restartServe() async throws {
        try serve.withLock { $0 = try Self.startServe(state, options, points) }
        try await waitUntilServing()
    }

    private func waitUntilServing() async throws {
        try await waitUntil("the site is healthy") {
            try nginx.send("GET", "/healthz").status == 200
        }
    }

    /// Ends the responder and the jobs, then Hetzner with its machines.
    private func stop() async throws {
        server.signal(SIGTERM)
        let jobs = RunningProcess.ours(on: state.path).filter { $0.arguments.contains(state.configuration) }
        for job in jobs { job.signal(SIGKILL) }
        simulator.signal(SIGTERM)
        for program in [server, simulator] {
            try? await waitUntil("a program ends", within: .seconds(10)) { program.exitStatus != nil }
            program.signal(SIGKILL)
        }
        nginx.stop()
        try await state.stopMachines()
    }
}

/// The differences of a site from the usual one, which is as fast as possible.
struct SiteOptions: Sendable {
    var keyType = "ed25519"
    /// The time in seconds that the simulated Hetzner takes to create a server.
    var createTime = 0.05
    /// The time in seconds for which a simulated server refuses connections.
    var bootTime = 0.05
    /// The shortest set-up of a simulated server, in seconds.
    var setUpTime = 0.0
    /// Whether the processes of jobs meet points.
    var findsPoints = false
    /// Whether the responder meets points, and nobody else.
    var findsPointsOfServe = false
    /// Whether the product's processes have a clock that the test sets; needs points.
    var setsClock = false
    /// Further lines of the configuration, in place of the usual ones.
    var configuration: [String: String] = [:]

    /// The port of SSH on simulated servers: only root may bind ports below 1024.
    static var sshPort: String { geteuid() == 0 ? "22" : "2222" }
}
