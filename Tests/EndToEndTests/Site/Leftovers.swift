import Foundation
import TestSupport

/// What an earlier run left that was killed before it could clear up.
enum Leftovers {
    /// Done once in a run, by whoever asks first.
    static let sweep: Void = {
        let temporary = FileManager.default.temporaryDirectory.path
        // What can't be listed can't be swept.
        for name in (try? FileManager.default.contentsOfDirectory(atPath: temporary)) ?? []
        where name.hasPrefix("rachel-") {
            let directory = temporary + "/" + name
            guard let owner = try? String(contentsOfFile: directory + "/owner", encoding: .utf8),
                let id = Int32(owner), !RunningProcess(id: id).isRunning
            else { continue }
            for process in RunningProcess.ours(on: directory) { process.signal(SIGTERM) }
            // Another run may be sweeping the same.
            _ = try? ProgramRun(
                Checkout.program("hetzner-sim"), "machine", "stop", "--all", "--state",
                directory + "/hetzner/machines")
            try? FileManager.default.removeItem(atPath: directory)
        }
    }()
}

extension SiteDirectory {
    /// Ends every simulated server; none is left behind.
    func stopMachines() async throws {
        _ = try await Program.run(
            "hetzner-sim", ["machine", "stop", "--all", "--state", hetznerState + "/machines"])
    }
}
