import ArgumentParser
import FastCGI
import Glibc
import Logging
import SQLite
import SimulatedCloud
import StructuredLog

/// `hetzner-sim serve`: the API as a FastCGI responder behind nginx, with a keeper of the machines.
struct Serve: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serves the API on a unix socket for nginx and runs a machine for each server.",
        discussion: """
            All state is in the database and the state directory: a simulator that was killed carries on where \
            the clock now stands. nginx/hetzner-sim.conf is nginx's side.
            """)

    @OptionGroup var world: WorldFile
    @OptionGroup var access: ServeAccess
    @OptionGroup var machines: ServeMachines
    @OptionGroup var times: ServeTimes
    @OptionGroup var faults: ServeFaults
    @Option(help: "How many calls an hour the project may make.")
    var rateLimit: Int64 = 3600
    @Option(help: "How many threads answer calls.")
    var threads = 16

    func validate() throws {
        guard rateLimit > 0 else { throw ValidationError("--rate-limit \(rateLimit): expected 1 or more") }
        guard (1...1000).contains(threads) else {
            throw ValidationError("--threads \(threads): expected 1 to 1000")
        }
    }

    /// Enough for user-data of 32 KiB in which every character is escaped.
    private static let maxBodyBytes = 256 << 10

    func run() throws {
        let settings = Settings(
            token: try access.readToken(), readOnlyToken: try access.readReadOnlyToken(),
            createTime: .seconds(fraction: times.createSeconds),
            actionTime: .seconds(fraction: times.actionSeconds), addresses: machines.addressPool,
            requestsPerHour: rateLimit)
        try world.prepare()
        try faults.switchOn(in: try world.open())
        let listener = try Listener(
            path: access.socket, mode: access.mode, owner: access.socketOwner, group: access.socketGroup)
        StructuredLogHandler.install(level: .info)
        let log = Logger(label: "hetzner-sim")
        let keeper = KeeperThread()
        let makeKeeper = try machines.keeperFactory(settings, world, times, log)
        let responder = Responder(
            listener: listener, threads: threads, maxBodyBytes: Self.maxBodyBytes, log: log)
        let path = world.database
        try responder.run { thread in
            // Not before: the responder blocks its signals for the threads that start after it.
            if thread == 0 { try startKeeper(keeper, makeKeeper, log) }
            return SimulatorHandler(
                database: try Database(path: path, durability: .normal), settings: settings)
        }
        keeper.stop()
    }
}

/// Starts the keeper. When it fails, the simulator ends, since nothing would advance the world.
private func startKeeper(
    _ keeper: KeeperThread, _ makeKeeper: @escaping @Sendable () throws -> MachineKeeper, _ log: Logger
) throws {
    try keeper.start(every: .milliseconds(50), makeKeeper) { error in
        log.critical("keeper.failed", metadata: ["reason": "\(error)"])
        kill(getpid(), SIGTERM)
    }
}

extension Duration {
    /// Rounded to milliseconds.
    static func seconds(fraction: Double) -> Duration {
        .milliseconds(Int64(fraction * 1000))
    }
}
