import ArgumentParser
import Glibc

/// The one program of the product: every process is one of its commands.
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
            AuditCommand.self,
            Render.self,
        ])

    /// Bad input of any kind, arguments too, ends with exit code 2.
    static func main() {
        // The database and the logs are nobody else's business, whoever runs a command first.
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
