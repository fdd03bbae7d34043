import ArgumentParser
import Store

struct Migrate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Bring the database's schema up to date. Safe to repeat.")

    @OptionGroup var options: ConfigurationOptions

    func run() throws {
        let configuration = try options.load()
        let store = try Store(path: configuration.database, keyring: configuration.keyring)
        let applied = try store.migrate()
        print(
            applied.isEmpty
                ? "the schema is up to date" : "applied: \(applied.map(String.init).joined(separator: ", "))")
    }
}
