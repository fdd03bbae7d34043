import Foundation
import SeededRandom
import TestSupport
import Time

/// Kills the site's processes at random and restarts those that a service manager would. The same seed makes the same
/// choices; their effect depends on timing.
actor Storm {
    private enum Victim: CaseIterable {
        case job, serve, maintain, nginx
    }

    private let site: Site
    private var random: SeededRandom
    private var maintain: ChildProgram
    private var nginx: ChildProgram?
    private(set) var kills: [String: Int] = [:]

    init(_ site: Site, seed: UInt64) throws {
        self.site = site
        random = SeededRandom(seed: seed)
        maintain = try site.startMaintain()
    }

    /// Kills processes for at least that duration and at least `count` times; when it returns, everything runs.
    func run(for duration: Duration, killing count: Int) async throws {
        let end = ContinuousClock.now + duration
        while .now < end || kills.values.reduce(0, +) < count {
            try await killOne()
            try await sleep(for: .milliseconds(Int.random(in: 50...400, using: &random)))
        }
    }

    /// Ends the processes that it has started.
    func end() {
        maintain.signal(SIGKILL)
        nginx?.signal(SIGTERM)
    }

    private func killOne() async throws {
        // Most processes are jobs.
        let victim =
            Int.random(in: 0..<10, using: &random) < 6 ? .job : Victim.allCases.randomElement(using: &random)
        switch victim {
        case .job, nil: killJob()
        case .serve:
            kills["serve", default: 0] += 1
            site.server.signal(SIGKILL)
            try await pause()
            try await site.restartServe()
        case .maintain:
            kills["maintain", default: 0] += 1
            maintain.signal(SIGKILL)
            try await pause()
            maintain = try site.startMaintain()
        case .nginx: try await killNginx()
        }
    }

    private func killJob() {
        let jobs = RunningProcess.ours(on: site.state.path).filter {
            $0.arguments.contains("provision") || $0.arguments.contains("deprovision")
        }
        guard let job = jobs.sorted(by: { $0.id < $1.id }).randomElement(using: &random) else { return }
        kills["job", default: 0] += 1
        job.signal(SIGKILL)
    }

    /// Kills nginx with its workers, which would outlive their master and hold the port.
    private func killNginx() async throws {
        kills["nginx", default: 0] += 1
        let master = nginx?.processID ?? site.nginx.process.processID
        let workers = RunningProcess.all.filter { $0.parent == master }
        for process in [RunningProcess(id: master)] + workers { process.signal(SIGKILL) }
        let site = site
        try await waitUntil("nginx is dead") { @Sendable in
            (try? SocketClient(port: site.nginx.port)) == nil
        }
        try await pause()
        nginx = try ChildProgram(
            "/usr/sbin/nginx", ["-c", site.nginx.directory.path("nginx.conf")], log: site.state.log("nginx"))
        try await waitUntil("nginx accepts connections") { @Sendable in
            (try? SocketClient(port: site.nginx.port)) != nil
        }
    }

    private func pause() async throws {
        try await sleep(for: .milliseconds(Int.random(in: 0...1000, using: &random)))
    }
}
