import ArgumentParser
import FoundationEssentials
import Store

/// What every command that needs the configuration takes.
struct ConfigurationOptions: ParsableArguments {
    @Option(name: .customLong("config"), help: "The configuration file.")
    var path = Configuration.standardPath

    func load() throws(BadInput) -> Configuration {
        // Children are given the path, and a relative one would only be right in this directory.
        let directory = FileManager.default.currentDirectoryPath
        return try Configuration.load(path: path.hasPrefix("/") ? path : "\(directory)/\(path)")
    }

    /// The configuration and the store it names, its schema checked.
    func openStore() throws -> (Configuration, Store) {
        let configuration = try load()
        let store = try Store(path: configuration.database, keyring: configuration.keyring)
        try store.requireCurrentSchema()
        return (configuration, store)
    }
}
