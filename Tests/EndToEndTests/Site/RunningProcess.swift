import Foundation
import Glibc

/// A process as /proc shows it.
struct RunningProcess: Sendable {
    let id: Int32

    /// Every process that we may look at.
    static var all: [RunningProcess] {
        // Without /proc there is nothing to see.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { Int32($0).map(RunningProcess.init) }
    }

    /// Our programs that were started for that directory; nothing inside a machine.
    static func ours(on directory: String) -> [RunningProcess] {
        all.filter { process in
            let words = process.arguments
            guard let program = words.first, process.id != getpid() else { return false }
            let isOurs = program.hasSuffix("/rachel-cloud") || program.hasSuffix("/hetzner-sim")
            return (isOurs || program.hasPrefix("nginx: master") || program.hasSuffix("/nginx"))
                && words.contains { $0.contains(directory + "/") }
        }
    }

    /// Its command line; empty when it has ended.
    var arguments: [String] {
        file("cmdline").split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }

    /// One of its files in /proc; empty when it has ended or is not ours to read.
    func file(_ name: String) -> Data {
        FileManager.default.contents(atPath: "/proc/\(id)/\(name)") ?? Data()
    }

    /// The process that started it, or took it over; nil when it has ended.
    var parent: Int32? {
        let status = String(decoding: file("stat"), as: UTF8.self)
        return status.split(separator: ")").last?.split(separator: " ").dropFirst().first.flatMap {
            Int32($0)
        }
    }

    func signal(_ number: Int32) {
        kill(id, number)
    }

    /// Whether it is there and no zombie.
    var isRunning: Bool {
        let status = String(decoding: file("stat"), as: UTF8.self)
        guard let end = status.lastIndex(of: ")") else { return false }
        return status[end...].dropFirst(2).first != "Z"
    }
}
