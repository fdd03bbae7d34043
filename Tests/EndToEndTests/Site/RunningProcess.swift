import Foundation
import Glibc

/// A process as /proc describes it.
struct RunningProcess: Sendable {
    let id: Int32

    /// Every process that we may inspect.
    static var all: [RunningProcess] {
        // Without /proc no process can be listed.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { Int32($0).map(RunningProcess.init) }
    }

    /// The processes of our programs and nginx that were started for that directory, without those inside a machine.
    static func ours(on directory: String) -> [RunningProcess] {
        all.filter { process in
            let words = process.arguments
            guard let program = words.first, process.id != getpid() else { return false }
            let isOurs = program.hasSuffix("/rachel-cloud") || program.hasSuffix("/hetzner-sim")
            return (isOurs || program.hasPrefix("nginx: master") || program.hasSuffix("/nginx"))
                && words.contains { $0.contains(directory + "/") }
        }
    }

    /// The command line; empty when the process has ended.
    var arguments: [String] {
        file("cmdline").split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The content of one of its files in /proc; empty when the process has ended or the file is not readable.
    func file(_ name: String) -> Data {
        FileManager.default.contents(atPath: "/proc/\(id)/\(name)") ?? Data()
    }

    /// The id of its parent; nil when the process has ended.
    var parent: Int32? {
        let status = String(decoding: file("stat"), as: UTF8.self)
        return status.split(separator: ")").last?.split(separator: " ").dropFirst().first.flatMap {
            Int32($0)
        }
    }

    func signal(_ number: Int32) {
        kill(id, number)
    }

    /// True while the process exists and is no zombie.
    var isRunning: Bool { state.map { $0 != "Z" } ?? false }

    /// True when a signal has stopped it, with all its threads: those that run stop a moment after the signal.
    var isStopped: Bool {
        // A process that has ended has no threads.
        let threads = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(id)/task")) ?? []
        return !threads.isEmpty && threads.allSatisfy { state(in: "task/\($0)/stat") == "T" }
    }

    private var state: Character? { state(in: "stat") }

    /// The letter of a state (proc_pid_stat(5)); nil when there is no such process or thread.
    private func state(in name: String) -> Character? {
        let status = String(decoding: file(name), as: UTF8.self)
        return status.lastIndex(of: ")").flatMap { status[$0...].dropFirst(2).first }
    }
}
