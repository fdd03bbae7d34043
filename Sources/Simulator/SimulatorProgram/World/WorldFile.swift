import ArgumentParser
import FoundationEssentials
import SQLite
import SimulatedCloud

/// The database file that holds the world.
struct WorldFile: ParsableArguments {
    @Option(help: "The simulator's own SQLite file.", completion: .file())
    var database: String

    /// Creates the tables in a new file. Only its owner may read it, since it holds user-data.
    func prepare() throws {
        if !FileManager.default.fileExists(atPath: database) {
            let isCreated = FileManager.default.createFile(
                atPath: database, contents: nil, attributes: [.posixPermissions: 0o600])
            guard isCreated else { throw ValidationError("--database \(database): the file can't be made") }
        }
        try Schema.prepare(try open())
    }

    func open() throws -> Database {
        try Database(path: database, durability: .normal)
    }

    /// As `open`, for commands that must not create a file.
    func openExisting() throws -> Database {
        guard FileManager.default.fileExists(atPath: database) else {
            throw ValidationError("--database \(database): there is no such file")
        }
        try prepare()
        return try open()
    }

    /// Removes the file and the files that SQLite keeps beside it.
    func remove() throws {
        for path in [database, database + "-wal", database + "-shm"]
        where FileManager.default.fileExists(atPath: path) {
            try FileManager.default.removeItem(atPath: path)
        }
    }
}
