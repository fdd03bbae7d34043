import ArgumentParser
import SQLite
import SimulatedHetzner

/// The file in which the world is.
struct WorldFile: ParsableArguments {
    @Option(help: "The simulator's own SQLite file.", completion: .file())
    var database: String

    /// Makes the tables of a new file.
    func prepare() throws {
        try Schema.prepare(try open())
    }

    func open() throws -> Database {
        try Database(path: database, durability: .normal)
    }
}
