import Foundation
import Glibc
import TestSupport

/// The directory through which a test and the library that finds the points speak: the points that processes met, all
/// of them together, and the one at which a process gets a signal.
struct PointDirectory: Sendable {
    let path: String
    /// The clock of the programs that meet points; the machine's when nil.
    let clock: FakeClock?

    /// A point that a process met, or a connection that it opened.
    struct Met: Sendable {
        let process: Int32
        let name: String
    }

    init(_ path: String, clock: FakeClock? = nil) throws {
        self.path = path
        self.clock = clock
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    /// The environment of a program that meets points, as do those that it starts.
    var environment: [String: String] { library.merging(["KILL_POINTS": path]) { $1 } }

    /// The environment of a program that meets none itself; those that it starts do.
    var environmentOfParent: [String: String] {
        library.merging(["KILL_POINTS_OF_CHILDREN": path]) { $1 }
    }

    /// The environment of a program that alone meets points.
    var environmentOfOne: [String: String] { environment.merging(["KILL_POINTS_ALONE": "1"]) { $1 } }

    private var library: [String: String] {
        ["LD_PRELOAD": Checkout.program("libkill-point.so"), "KILL_POINT_SSH": SiteOptions.sshPort]
            .merging(clock?.environment ?? [:]) { $1 }
    }

    /// Forgets the points that were met. The process that meets `point` gets the signal there.
    func begin(_ point: KillPoint?, signal: Int32 = SIGKILL) throws {
        try aim(at: point, signal: signal)
        try Data().write(to: URL(filePath: path + "/met"))
    }

    /// The process that meets `point` gets the signal there.
    func aim(at point: KillPoint?, signal: Int32 = SIGKILL) throws {
        let text = point.map { "\(signal) \($0.number) \($0.kind.rawValue)" } ?? ""
        try Data(text.utf8).write(to: URL(filePath: path + "/point"), options: .atomic)
    }

    /// The points so far, in their order.
    func met() throws -> [Met] {
        try String(contentsOfFile: path + "/met", encoding: .utf8).split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ", maxSplits: 1)
            guard words.count == 2, let process = Int32(words[0]) else { return nil }
            return Met(process: process, name: String(words[1]))
        }
    }

    /// The process that met the point, and its position among all, in the order of their first points, from 1. Nil when
    /// none has met it.
    func process(at point: KillPoint) throws -> (id: Int32, position: Int)? {
        let met = try met()
        let processes = Self.processes(met)
        let hits = met.filter { $0.name == point.kind.rawValue }
        guard point.number <= hits.count else { return nil }
        let process = hits[point.number - 1].process
        return processes.firstIndex(of: process).map { (process, $0 + 1) }
    }

    /// The processes in the order of their first points.
    static func processes(_ met: [Met]) -> [Int32] {
        met.reduce(into: []) { processes, point in
            if !processes.contains(point.process) { processes.append(point.process) }
        }
    }
}
