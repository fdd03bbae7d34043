import Foundation
import TestSupport

/// The processes and directories of an earlier test run that was killed before it could clean up.
enum Leftovers {
    /// Removes them, once in a test run, at first use.
    static let sweep: Void = {
        let temporary = FileManager.default.temporaryDirectory.path
        // A directory that can't be listed is left alone.
        for name in (try? FileManager.default.contentsOfDirectory(atPath: temporary)) ?? []
        where name.hasPrefix("rachel-") {
            let directory = temporary + "/" + name
            guard let owner = try? String(contentsOfFile: directory + "/owner", encoding: .utf8),
                let id = Int32(owner), !RunningProcess(id: id).isRunning
            else { continue }
            for process in RunningProcess.ours(on: directory) { process.signal(SIGTERM) }
            // Another run may be removing the same ones.
            _ = try? ProgramRun(
                Checkout.program("hetzner-sim"), "machine", "stop", "--all", "--state",
                directory + "/hetzner/machines")
            try? FileManager.default.removeItem(atPath: directory)
        }
    }()
}

extension SiteDirectory {
    /// Ends every simulated server.
    func stopMachines() async throws {
        _ = try await Program.run(
            "hetzner-sim", ["machine", "stop", "--all", "--state", hetznerState + "/machines"])
    }
}
