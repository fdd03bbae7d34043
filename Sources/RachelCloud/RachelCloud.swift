import ArgumentParser
import Glibc

@main
struct RachelCloud: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rachel-cloud",
        abstract: "Gives each paying customer a server with their own Rachel.",
        subcommands: [Render.self])

    /// Bad input of any kind, arguments too, ends with exit code 2.
    static func main() {
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch let error as BadInput {
            OutputText.complain(error.description)
            Glibc.exit(2)
        } catch  where exitCode(for: error) == .validationFailure {
            OutputText.complain(fullMessage(for: error))
            Glibc.exit(2)
        } catch {
            exit(withError: error)
        }
    }
}
