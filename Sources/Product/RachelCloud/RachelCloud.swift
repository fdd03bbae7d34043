import ArgumentParser
import Glibc

/// The product's one program; each of its processes runs one of the commands.
@main
struct RachelCloud: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rachel-cloud",
        abstract: "Gives each paying customer a server with their own Rachel.",
        discussion: """
            Exit codes: 0 done; 1 it could not be done; 2 the arguments, the configuration or a file is wrong.
            """,
        subcommands: [
            Serve.self, Maintain.self, Provision.self, Deprovision.self, Migrate.self, Doctor.self,
            Keygen.self,
            UserCommand.self, SubscriptionCommand.self, JobsCommand.self, Servers.self, SweepCommand.self,
            ProjectCommand.self,
            AuditCommand.self,
            Render.self,
        ])

    /// Runs the command. Bad input of any kind, arguments too, ends with exit code 2.
    static func main() {
        // Only the owner may read the database and the logs, whichever command creates them.
        umask(0o077)
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch let error as BadInput {
            Output.writeError(error.description)
            Glibc.exit(2)
        } catch  where exitCode(for: error) == .validationFailure {
            Output.writeError(fullMessage(for: error))
            Glibc.exit(2)
        } catch {
            exit(withError: error)
        }
    }
}
