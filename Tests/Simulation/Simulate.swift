import ArgumentParser
import Foundation
import Glibc

/// The command line: its options, and how they may be combined.
@main
struct Simulate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate", abstract: "Run the product through simulated years, and tell what breaks.",
        discussion: """
            A seed decides a run: who does what and when, which process is killed or stopped and where, what the \
            network, the disk, Hetzner and the billing service do wrong. The same seed gives the same run.

            For half an hour of new seeds, then a small version of the failure that it found:

              simulate --hours 0.5
              simulate --seed 1768000123 --shrink --output ledger.run
              simulate --replay ledger.run --trace events.txt

            Exits with 0 when no rule was broken, with 1 when one was, with 2 when it could not run.
            """)

    @Option(help: ArgumentHelp("Run this seed.", valueName: "n"))
    var seed: UInt64?
    @Option(help: ArgumentHelp("Run what this file recorded.", valueName: "file"))
    var replay: String?
    @Option(help: ArgumentHelp("Run one seed after the other for so long; fractions count.", valueName: "h"))
    var hours: Double?
    @Option(help: ArgumentHelp("Run so many seeds.", valueName: "n"))
    var seeds: Int?
    @Option(
        help: ArgumentHelp(
            "With --hours and --seeds: the first seed. Without it the clock gives one.", valueName: "seed"))
    var first: UInt64?
    @Option(
        help: ArgumentHelp(
            "Run the known failures of this directory, and ten fixed seeds and a fresh one without their faults.",
            valueName: "directory"))
    var gate: String?
    @Flag(help: "Print the names of all rules, acts and faults.")
    var list = false

    @Flag(help: "Make a failing run small: with --hours and --seeds the first one of each rule.")
    var shrink = false
    @Option(help: ArgumentHelp("Shrink by at most so many runs.", valueName: "n"))
    var shrinkRuns = 400
    @Option(
        help: ArgumentHelp(
            "Write a failing run to this file, for --replay. A shrunk one is otherwise in simulate-SEED.run.",
            valueName: "file"))
    var output: String?
    @Option(help: ArgumentHelp("Write every event to this file.", valueName: "file"))
    var trace: String?

    @Option(
        help: ArgumentHelp("Leave out this fault; may be repeated. --list has the names.", valueName: "name"))
    var without: [String] = []
    @Option(help: ArgumentHelp("The number of customers; otherwise 6.", valueName: "n"))
    var customers: Int?
    @Option(help: ArgumentHelp("The days before the quiet end; otherwise 14.", valueName: "n"))
    var days: Int64?
    @Flag(
        help: "With --hours and --seeds: fail when an act, a fault, a step exit or a failure code never was.")
    var requireCoverage = false

    @Option(help: .private) var child: String?

    private var isBatch: Bool { hours != nil || seeds != nil }

    func validate() throws {
        guard child == nil else { return }
        let modes = [seed != nil, replay != nil, hours != nil, seeds != nil, gate != nil, list].count { $0 }
        try Self.refuse(if: modes != 1, "Say one of --seed, --replay, --hours, --seeds, --gate and --list.")
        try Self.refuse(if: (hours ?? 1) <= 0 || (seeds ?? 1) < 1, "--hours and --seeds must be above zero.")
        try Self.refuse(
            if: (customers ?? 1) < 1 || (days ?? 1) < 1, "--customers and --days must be above zero.")
        try Self.refuse(if: shrinkRuns < 1, "--shrink-runs must be above zero.")
        try Self.refuse(if: first != nil && !isBatch, "--first belongs to --hours and --seeds.")
        try Self.refuse(if: requireCoverage && !isBatch, "--require-coverage belongs to --hours and --seeds.")
        try Self.refuse(
            if: isBatch && (trace != nil || output != nil),
            "--trace and --output belong to --seed and --replay.")
        try Self.refuse(
            if: replay != nil && (customers != nil || days != nil || !without.isEmpty),
            "A recorded run has its own --customers, --days and --without.")
        for name in without where !Coverage.faultNames.contains(name) {
            throw ValidationError(
                "There is no fault \(name). There are: \(Coverage.faultNames.joined(separator: ", ")).")
        }
    }

    private static func refuse(if condition: Bool, _ sentence: String) throws {
        if condition { throw ValidationError(sentence) }
    }

    func run() throws {
        if let child { return try RunLoop(scratch: child).serve() }
        if list { return print(Listing.text, terminator: "") }
        let session = try Session(shrinkRuns: shrink ? shrinkRuns : nil)
        defer { session.close() }
        let hasPassed: Bool
        do {
            hasPassed = try run(in: session)
        } catch {
            FileHandle.standardError.write(Data("simulate: \(error)\n".utf8))
            throw ExitCode(2)
        }
        if !hasPassed { throw ExitCode(1) }
    }

    /// Returns false when a rule was broken.
    private func run(in session: Session) throws -> Bool {
        let clock = UInt64(Date.now.timeIntervalSince1970)
        if let gate { return try session.runGate(KnownFailure.all(in: gate), freshSeed: clock) }
        guard isBatch else {
            return try session.runOne(request(source()), command: command, output: output)
        }
        return try session.runBatch(
            from: first ?? clock, limit, like: request(.seed(0)), requiresCoverage: requireCoverage)
    }

    private var limit: Batch.Limit {
        seeds.map { .seeds($0) } ?? .time(.seconds((hours ?? 0) * 3_600))
    }

    private func source() throws -> RunRequest.Source {
        guard let replay else { return .seed(seed ?? 1) }
        guard let text = try? String(contentsOfFile: replay, encoding: .utf8) else {
            throw ValidationError("Can't read \(replay).")
        }
        return .recorded(text)
    }

    /// The command that shows the one run again.
    private var command: String {
        replay.map(Command.replay) ?? Command.seed(seed ?? 1, like: request(.seed(seed ?? 1)))
    }

    private func request(_ source: RunRequest.Source) -> RunRequest {
        let usual = RunSize()
        return RunRequest(
            source: source, customers: customers ?? usual.customers, days: days ?? usual.days,
            without: Set(without), trace: trace)
    }
}
