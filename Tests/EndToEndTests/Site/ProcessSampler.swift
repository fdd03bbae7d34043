import Foundation
import Synchronization

/// Samples the command line and environment of every process of the machine, again and again.
final class ProcessSampler: Sendable {
    private let seen = Mutex<Set<Data>>([])
    private let rounds = Mutex(0)
    private let isOver = Mutex(false)

    /// Starts sampling, until `finish`.
    init() {
        Thread { [self] in
            while !isOver.withLock({ $0 }) {
                look()
                usleep(5_000)
            }
        }.start()
    }

    private func look() {
        for process in RunningProcess.all where process.id != getpid() {
            for name in ["cmdline", "environ"] {
                let text = process.file(name)
                if !text.isEmpty { seen.withLock { _ = $0.insert(text) } }
            }
        }
        rounds.withLock { $0 += 1 }
    }

    /// Stops sampling and returns every command line and environment seen.
    func finish() -> [String] {
        isOver.withLock { $0 = true }
        return seen.withLock { texts in
            texts.map { text in
                text.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
            }
        }
    }
}
