package import Linux
package import Logging

/// A part of `maintain`, round after round: a round that fails is logged, and costs no other part anything. Belongs to
/// one thread.
package struct PartLoop {
    private let progress: PartProgress
    private let log: Logger
    private let make: () throws -> Maintenance
    private var maintenance: Maintenance?

    /// - Parameter make: Opens what the part needs, a connection and clients of its own. Called again when it failed.
    package init(_ progress: PartProgress, log: Logger, make: @escaping () throws -> Maintenance) {
        self.progress = progress
        self.log = log
        self.make = make
    }

    /// Does one round. Safe to interrupt anywhere.
    package mutating func turn() {
        progress.beat()
        do {
            let maintenance = try maintenance ?? make()
            self.maintenance = maintenance
            try maintenance.run(progress.part)
            progress.endRound(nil)
        } catch {
            progress.endRound(error)
            log.error(
                "maintenance.failed",
                metadata: ["part": "\(progress.part.rawValue)", "error": "\(error)"])
        }
    }

    /// Runs each part in a thread of its own until the process ends, with that pause between the rounds of those that
    /// have no other. Throws `SystemError`.
    package static func start(
        _ parts: [PartProgress], interval: Duration, log: Logger,
        make: @escaping @Sendable (PartProgress) throws -> Maintenance
    ) throws(SystemError) {
        for progress in parts {
            let pause = progress.part.pause(betweenRounds: interval)
            try PosixThread {
                var loop = PartLoop(progress, log: log) { try make(progress) }
                while true {
                    loop.turn()
                    progress.rest(for: pause)
                    PosixThread.sleep(for: pause)
                }
            }.detach()
        }
    }
}
