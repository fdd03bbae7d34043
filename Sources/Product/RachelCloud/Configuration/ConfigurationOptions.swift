import ArgumentParser
import FoundationEssentials
import Store

/// The options of every command that needs the configuration.
struct ConfigurationOptions: ParsableArguments {
    @Option(name: .customLong("config"), help: "The configuration file.")
    var path = Configuration.standardPath

    func load() throws(BadInput) -> Configuration {
        // Children get the path, and a relative one is only right in this directory.
        let directory = FileManager.default.currentDirectoryPath
        return try Configuration.load(path: path.hasPrefix("/") ? path : "\(directory)/\(path)")
    }

    /// The configuration and its store. Throws when the store's schema is not current.
    func openStore() throws -> (Configuration, Store) {
        let configuration = try load()
        let store = try Store(path: configuration.database, keyring: configuration.keyring)
        try store.requireCurrentSchema()
        return (configuration, store)
    }
}
