import Foundation
import SQLite
import TestSupport
import Testing

/// Further installations on a site: other databases with a configuration of their own, and other projects.
extension Site {
    /// Writes the configuration of another installation on this site, with a database and logs of its own, and returns
    /// its path. The database is not there yet.
    func writeInstallation(_ name: String) throws -> String {
        try state.writeVariant(
            "\(name).env",
            [
                "DATABASE": database(of: name), "JOB_LOG": state.log("jobs-\(name)"),
                "SOCKET": state.file("run/\(name).sock"),
            ])
    }

    func database(of installation: String) -> String {
        state.file("\(installation).sqlite")
    }

    /// Copies our database with its write-ahead log, as of one moment, while everything goes on. Returns the
    /// configuration of the copy.
    func copyInstallation(to name: String) throws -> String {
        let configuration = try writeInstallation(name)
        let path = database(of: name)
        try change("VACUUM INTO \(path)")
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        return configuration
    }

    /// Runs `rachel-cloud` with that configuration.
    func command(_ arguments: String..., as configuration: String) async throws -> Program {
        try await Program.run("rachel-cloud", arguments + ["--config", configuration])
    }

    func installationID(in database: String? = nil) throws -> String {
        let ids = try Database(path: database ?? state.database).rows("SELECT id FROM installation") {
            row throws(SQLiteError) in try row.text("id")
        }
        return try #require(ids.first)
    }

    /// True while the installation orders and deletes nothing.
    func isObserving(_ database: String? = nil) throws -> Bool {
        try Database(path: database ?? state.database).rows(
            "SELECT observing_since_at IS NOT NULL AS is_observing FROM installation"
        ) { row throws(SQLiteError) in try row.bool("is_observing") } == [true]
    }

    /// From now on the processes that are started have the token of the other site's project.
    func useProject(of other: Site) throws {
        try FileManager.default.copyItem(atPath: state.configuration, toPath: state.file("own.env"))
        let variant = try state.writeVariant(
            "other.env",
            ["HCLOUD_ENDPOINT": other.url + "/v1", "HCLOUD_TOKEN_FILE": other.state.file("hcloud-token")])
        try replaceConfiguration(by: variant)
    }

    /// From now on the processes that are started have the token of our own project again.
    func useOwnProject() throws {
        try replaceConfiguration(by: state.file("own.env"))
    }

    /// In one step, since a process may read it at any moment.
    private func replaceConfiguration(by path: String) throws {
        guard rename(path, state.configuration) == 0 else { throw CocoaError(.fileWriteUnknown) }
    }

    /// The number of calls so far that would delete a server.
    var deletionCalls: Int {
        get throws { try calls().count { $0.hasPrefix("DELETE /v1/servers/") } }
    }

    /// Checks that the customer's server runs, that the ledger says so, and the page.
    func expectServer(
        of customer: inout Customer, _ comment: Comment? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        #expect(try liveServers(of: customer).count == 1, comment, sourceLocation: sourceLocation)
        #expect(
            try ledger(of: customer) == ["ssh_key created", "server created"], comment,
            sourceLocation: sourceLocation)
        try customer.visitor.open("/dashboard")
        #expect(
            customer.visitor.page.contains("✓ Rachel is running on Telegram!"), comment,
            sourceLocation: sourceLocation)
        let isActive = try machine(of: customer).run("systemctl is-active rachel8.service")
        #expect(isActive == "active", comment, sourceLocation: sourceLocation)
    }
}

/// What an operator does after a takeover.
extension Site {
    /// Runs a command that looks for two minutes whether another installation is at work.
    func longCommand(_ arguments: String...) async throws -> Program {
        let errors = state.log("long")
        let process = try ChildProgram(
            Checkout.program("rachel-cloud"), arguments + ["--config", state.configuration],
            log: state.log("long-output"), errors: errors)
        let status = try await waitFor("\(arguments) ends", within: .seconds(300)) { process.exitStatus }
        return Program(
            status: status, output: try process.log(),
            errorText: try String(contentsOfFile: errors, encoding: .utf8))
    }

    /// Gives each untracked or kept server back to its customer, and deletes the rest.
    func settleByHand() async throws {
        let sweep = try await command("sweep")
        #expect(sweep.status == 0, "\(sweep.errorText)")
        let adoption = try await command("servers", "adopt", "--all")
        #expect(adoption.status == 0, "\(adoption.errorText)")
        let left = try rows(
            """
            SELECT kind, hetzner_id FROM untracked
            UNION SELECT kind, hetzner_id FROM resources WHERE state = 'kept' AND hetzner_id IS NOT NULL
            """
        ) { row throws(SQLiteError) in (kind: try row.text("kind"), id: try row.int("hetzner_id")) }
        for thing in left {
            let deletion = try await command("servers", "delete", "\(thing.id)", "--kind", thing.kind)
            #expect(deletion.status == 0, "\(deletion.errorText)")
        }
        try await waitUntil("nothing is left to be deleted") {
            try rows("SELECT 1 FROM resources WHERE state = 'deleting'") { _ throws(SQLiteError) in }.isEmpty
        }
    }
}
