import Crypto
import Foundation
import Glibc
import Linux
import SQLite
import Store
import TestSupport
import Testing

/// `maintain` as a process: one at a time, and no part of it waits for another.
@Suite(.serialized, .sharedSite(SiteOptions(configuration: ["SERVICE_SETTLE_SECONDS": "5"])))
struct MaintainTests {
    @Test func `a dead job goes on although every answer of Hetzner takes 25 seconds`() async throws {
        let site = try Site.shared
        var ada = try await site.customer()
        try ada.deploy()
        try await site.waitForStep("verify", of: ada)
        try site.inject("slow:seconds=25")
        let maintain = try await Self.start(on: site)
        defer { maintain.signal(SIGKILL) }
        let swept = try Self.sweptAt(site)
        let job = try await site.killJob(of: ada)
        try await waitUntil("the job has a process again") { !site.processes(of: job).isEmpty }
        // The sweep waits for its answers all that time.
        #expect(try Self.sweptAt(site) == swept)
        try site.recover()
        try await ada.waitForPhase("ready")
    }

    @Test func `a second one is refused, until the first is dead`() async throws {
        let site = try Site.shared
        let first = try await Self.start(on: site)
        let second = try await site.command("maintain", "--once")
        #expect(second.status == 1)
        #expect(second.errorText.contains("another `rachel-cloud maintain` is running"))
        first.signal(SIGKILL)
        _ = first.waitForExit()
        #expect(try await site.command("maintain", "--once").status == 0)
    }

    @Test func `one that is stopped until it has lost its lease ends when it goes on`() async throws {
        let site = try Site.shared
        let first = try await Self.start(on: site)
        defer { first.signal(SIGKILL) }
        try await Self.stopBetweenWrites(first, on: site)
        try site.change("UPDATE maintenance SET expires_at = 1")
        #expect(try await site.command("maintain", "--once").status == 0)
        first.signal(SIGCONT)
        #expect(first.waitForExit() == 1)
        let log = try String(contentsOfFile: site.state.log("maintain"), encoding: .utf8)
        #expect(log.contains("has taken over"))
    }

    @Test func `why a round was stopped is shown by sweep`() async throws {
        let site = try Site.shared
        let reason = "5 losses or deletions at once are more than is likely"
        try site.change(
            "INSERT OR REPLACE INTO maintenance_parts (name, beat_at, failed_at, failure) VALUES ('clocks', 1, 1, \(reason))"
        )
        defer { _ = try? site.change("DELETE FROM maintenance_parts WHERE name = 'clocks'") }
        let report = try await site.command("sweep", "--dry-run")
        #expect(report.status == 0)
        #expect(report.output.contains("the part clocks of maintain failed: \(reason)"))
        #expect(!report.output.contains("everything is as it should be"))
    }

    @Test func `tells the service manager when it has started, and that it is alive`() async throws {
        let site = try Site.shared
        let path = site.state.file("notify")
        let listener = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        defer { close(listener) }
        let address = try #require(UnixSocketAddress(path))
        try #require(address.withSocketAddress { bind(listener, $0, $1) } == 0)
        let maintain = try ChildProgram(
            Checkout.program("rachel-cloud"), ["maintain", "--config", site.state.configuration],
            log: site.state.log("maintain"), environment: ["NOTIFY_SOCKET": path])
        defer { maintain.signal(SIGKILL) }
        var messages: [String] = []
        try await waitUntil("it has told twice") {
            var bytes = [UInt8](repeating: 0, count: 100)
            let count = recv(listener, &bytes, bytes.count, Int32(MSG_DONTWAIT))
            if count > 0 { messages.append(String(decoding: bytes.prefix(count), as: UTF8.self)) }
            return messages.count == 2
        }
        #expect(messages == ["READY=1", "WATCHDOG=1"])
    }

    /// Stops the process where it keeps nobody from writing.
    private static func stopBetweenWrites(_ process: ChildProgram, on site: Site) async throws {
        let store = try Store(
            path: site.state.database, keyring: Keyring(text: Secret(site.state.sealingKey)),
            busyTimeout: .milliseconds(200))
        try await waitUntil("it is stopped between two writes") {
            process.signal(SIGSTOP)
            guard RunningProcess(id: process.processID).isStopped else { return false }
            if (try? store.clearOut()) != nil { return true }
            process.signal(SIGCONT)
            return false
        }
    }

    /// Starts `maintain` and waits until it has the lease and has reported its parts.
    private static func start(on site: Site) async throws -> ChildProgram {
        let maintain = try site.startMaintain()
        try await waitUntil("maintain is at work") {
            try site.rows(
                "SELECT owner FROM maintenance WHERE EXISTS (SELECT 1 FROM maintenance_parts)"
            ) { row throws(SQLiteError) in
                try row.optionalText("owner")?.contains("/\(maintain.processID)/") ?? false
            } == [true]
        }
        return maintain
    }

    /// The end of the last sweep that succeeded.
    private static func sweptAt(_ site: Site) throws -> [Int64?] {
        try site.rows("SELECT done_at FROM maintenance_parts WHERE name = 'sweep'") {
            row throws(SQLiteError) in try row.optionalInt("done_at")
        }
    }
}
