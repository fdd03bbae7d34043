import TestSupport
import Testing

extension Endurance {
    /// Another installation, with a database of its own, that was given production's token by mistake.
    struct SecondInstallationTests {
        @Test(arguments: Interruption.allCases)
        func `a second installation deletes nothing and says whose the project is`(
            interruption: Interruption
        ) async throws {
            try await Site.withMistake("a second installation looked", in: interruption) { site, point in
                let second = try site.writeInstallation("second")
                #expect(try await site.command("migrate", as: second).status == 0)
                let deleted = try site.deletionCalls
                for arguments in [["maintain", "--once"], ["sweep"], ["project", "claim"]] {
                    let run = try await Program.run("rachel-cloud", arguments + ["--config", second])
                    #expect(run.status == 1, "\(arguments) at \(point)")
                    try expectOwners(named: run.errorText, site)
                }
                #expect(try site.deletionCalls == deleted, "\(point)")
            } repair: { site, customer, _, point in
                try await site.waitForEnd(of: &customer, point)
                let phase = try customer.status().phase
                #expect(phase == (interruption == .deploy ? "ready" : "none"), "\(point)")
            } finally: { site in
                let second = try site.writeInstallation("second")
                #expect(try !site.isObserving())
                let shown = try await site.command("project", "show", as: second)
                try expectOwners(named: shown.output, site)
                let doctor = try await site.command("doctor", as: second)
                #expect(doctor.status == 1)
                try expectOwners(named: doctor.output + doctor.errorText, site)
            }
        }

        /// Both ids are named, and what to do.
        private func expectOwners(
            named text: String, _ site: Site, sourceLocation: SourceLocation = #_sourceLocation
        ) throws {
            let production = try site.installationID()
            let own = try site.installationID(in: site.database(of: "second"))
            for expected in [production, own, "rachel-cloud project claim --from \(production)"] {
                #expect(text.contains(expected), sourceLocation: sourceLocation)
            }
        }
    }
}
