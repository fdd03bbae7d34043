import Foundation
import Glibc
import SQLite
import TestSupport
import Testing

extension Endurance {
    /// The database lost, emptied or restored from a copy of before. The servers of those who pay run on, and are given
    /// back by a person.
    struct LostDatabaseTests {
        // Each waits two minutes for silence, and needs no processor meanwhile.
        @Test func `after a restore the server of a later customer is kept, listed and given back`()
            async throws
        {
            try await Site.with(limit: .unlimited) { site in
                let maintain = Service { try site.startMaintain() }
                defer { maintain.end() }
                try maintain.start()
                var (ada, bea) = (try await site.readyCustomer(), try await site.customer())
                _ = try site.copyInstallation(to: "backup")
                try bea.deploy()
                try await bea.waitForPhase("ready")
                let server = try #require(try site.liveServers(of: bea).first)

                try await site.replaceDatabase(by: "backup", maintain)
                try await waitUntil("the installation observes") { try site.isObserving() }
                #expect(try site.liveServers(of: bea).map(\.id) == [server.id])
                let report = try await site.command("sweep", "--dry-run")
                #expect(report.output.contains("untracked: server \(server.id)"), "\(report.errorText)")
                try bea.visitor.open("/dashboard")
                #expect(bea.visitor.page.contains("Our side is being checked just now"))
                let deploy = try await site.command("provision", "--user", bea.email)
                #expect(deploy.status == 1, "\(deploy.output)")
                #expect(try site.servers(of: bea).count == 1)

                let resumption = try await site.longCommand("maintain", "--resume")
                #expect(resumption.status == 0, "\(resumption.errorText)")
                #expect(try await site.command("sweep").status == 0)
                let list = try await site.command("servers", "--untracked")
                #expect(list.output.contains("\(server.id)") && list.output.contains(bea.email))
                try await site.settleByHand()
                #expect(try site.liveServers(of: bea).map(\.id) == [server.id])
                #expect(try bea.status().phase == "ready")
                try site.expectServer(of: &ada)
                #expect(try site.ledgerMismatches() == [])
            }
        }

        @Test(arguments: ["lost", "emptied"])
        func `after a lost database the servers are kept, and given to customers who sign up again`(
            how: String
        ) async throws {
            try await Site.with(limit: .unlimited) { site in
                let maintain = Service { try site.startMaintain() }
                defer { maintain.end() }
                try maintain.start()
                var (ada, bea) = (try await site.readyCustomer(), try await site.customer())
                try bea.deploy()
                try await site.waitForStep("await_set_up", of: bea)
                let former = try site.installationID()
                let server = try #require(try site.liveServers(of: ada).first)

                try await site.replaceDatabase(by: how == "lost" ? nil : "empty", maintain)
                ada = try await site.customer()
                let refused = try await site.command("maintain", "--once")
                #expect(refused.status == 1)
                let deploy = try await site.command("provision", "--user", ada.email)
                #expect(deploy.status == 1, "\(deploy.output)")
                #expect(try site.deletionCalls == 0)

                let claim = try await site.longCommand("project", "claim", "--from", former)
                #expect(claim.status == 0, "\(claim.errorText)")
                #expect(try await site.command("sweep").status == 0)
                let list = try await site.command("servers", "--untracked")
                #expect(list.output.contains("\(server.id)"), "\(list.output)")
                let arguments = ["servers", "adopt", "\(server.id)", "--user", ada.email]
                let hasty = try await site.command(arguments)
                #expect(hasty.status == 1)
                #expect(hasty.errorText.contains("`--foreign` adopts it"), "\(hasty.errorText)")
                let adoption = try await site.command(arguments + ["--foreign"])
                #expect(adoption.status == 0, "\(adoption.errorText)")
                #expect(adoption.output.contains("a rebuild makes it manageable again"))
                #expect(try ada.status().phase == "ready")
                try maintain.start()
                try await site.settleByHand()
                #expect(try site.ledgerMismatches() == [])
                let isThere = try site.hetznerRows(
                    "SELECT 1 FROM servers WHERE id = \(server.id) AND deleted_at IS NULL"
                ) { _ throws(SQLiteError) in }.count
                #expect(isThere == 1)
            }
        }
    }
}

extension Site {
    /// Stops everything, puts that database in place of ours, or none, and starts again, but maintenance only when there
    /// is a database to maintain.
    fileprivate func replaceDatabase(by name: String?, _ maintain: Service) async throws {
        maintain.end()
        server.signal(SIGTERM)
        try await waitUntil("the responder ends") { server.exitStatus != nil }
        try await waitUntil("no job's process is at work") {
            for process in RunningProcess.ours(on: state.path)
            where process.arguments.contains("--until-wait") {
                process.signal(SIGKILL)
            }
            return !RunningProcess.ours(on: state.path).contains { $0.arguments.contains("--until-wait") }
        }
        for suffix in ["", "-wal", "-shm"]
        where FileManager.default.fileExists(atPath: state.database + suffix) {
            try FileManager.default.removeItem(atPath: state.database + suffix)
        }
        if name == "empty" { try state.write("", "rachel-cloud.sqlite") }
        if let name, name != "empty" {
            try FileManager.default.copyItem(atPath: database(of: name), toPath: state.database)
        }
        try await restartServe()
        if name == "backup" { try maintain.start() }
    }
}
