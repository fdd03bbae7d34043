import Foundation
import TestSupport
import Testing

/// The checks of `doctor` on a running site and on broken ones.
@Suite(.serialized, .sharedSite())
struct DoctorTests {
    private struct CheckResult: Decodable {
        let subject: String
        let isFault: Bool
        let text: String
    }

    @Test func `a running site passes every check`() async throws {
        let site = try Site.shared
        let run = try await site.command("doctor")
        #expect(run.status == 0, "\(run.output)")
        let lines = run.output.split(separator: "\n")
        #expect(lines.count == 10)
        #expect(lines.allSatisfy { $0.hasPrefix("✓ ") }, "\(run.output)")
        #expect(try await failedChecks(in: site.state.configuration) == [])
    }

    @Test(arguments: [
        (["HCLOUD_TOKEN_FILE": "wrong-token"], ["Hetzner", "project"]),
        (["HCLOUD_ENDPOINT": "http://127.0.0.1:1/v1"], ["Hetzner", "project", "clock"]),
        (["SERVER_CHOICES": "cx11:nbg1"], ["Hetzner"]),
        (["DATABASE": "nowhere/x.sqlite"], ["database", "project"]),
        (["DATABASE": "fresh.sqlite"], ["database", "project"]),
        (["JOB_LOG": "nowhere/jobs.log"], ["job log"]),
        (["TEMPLATES": "run"], ["templates"]), (["SOCKET": "owner"], ["socket"]),
        (["CALLBACK_BASE_URL": "http://127.0.0.1:1"], ["callback address"]),
        (
            ["BASE_URL": "http://127.0.0.1:1", "CALLBACK_BASE_URL": "http://127.0.0.1:1"],
            ["site", "callback address"]
        ),
    ])
    func `names the broken part and nothing else`(changes: [String: String], subjects: [String])
        async throws
    {
        let site = try Site.shared
        try site.state.write("wrong", "wrong-token")
        // A file name stands for a file of this site.
        let absolute = changes.mapValues { $0.contains(":") ? $0 : site.state.file($0) }
        let configuration = try site.state.writeVariant("broken.env", absolute)
        #expect(try await failedChecks(in: configuration) == subjects)
    }

    @Test func `a site without its responder fails the checks`() async throws {
        let site = try Site.shared
        site.server.signal(SIGTERM)
        try await waitUntil("the responder ends") { site.server.exitStatus == 0 }
        let run = try await site.command("doctor")
        #expect(run.status == 1)
        for line in ["✗ site: ", "✗ callback address: ", "are nginx and `serve` running?"] {
            #expect(run.output.contains(line), "\(run.output)")
        }
        try await site.restartServe()
    }

    private func failedChecks(in configuration: String) async throws -> [String] {
        let run = try await Program.run("rachel-cloud", ["doctor", "--json", "--config", configuration])
        let results = try JSONDecoder().decode([CheckResult].self, from: Data(run.output.utf8))
        let failed = results.filter(\.isFault)
        #expect(run.status == (failed.isEmpty ? 0 : 1))
        #expect(failed.allSatisfy { !$0.text.isEmpty })
        return failed.map(\.subject)
    }
}
