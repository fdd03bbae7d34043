import ArgumentParser
import FoundationEssentials
import SQLite
import SimulatedCloud

/// The file in which the world is.
struct WorldFile: ParsableArguments {
    @Option(help: "The simulator's own SQLite file.", completion: .file())
    var database: String

    /// Makes the tables of a new file, which only its owner may read: it holds user-data.
    func prepare() throws {
        if !FileManager.default.fileExists(atPath: database) {
            let isMade = FileManager.default.createFile(
                atPath: database, contents: nil, attributes: [.posixPermissions: 0o600])
            guard isMade else { throw ValidationError("--database \(database): the file can't be made") }
        }
        try Schema.prepare(try open())
    }

    func open() throws -> Database {
        try Database(path: database, durability: .normal)
    }

    /// As `open`, for commands that have no business making a file.
    func openExisting() throws -> Database {
        guard FileManager.default.fileExists(atPath: database) else {
            throw ValidationError("--database \(database): there is no such file")
        }
        try prepare()
        return try open()
    }

    /// Removes the file with what SQLite keeps beside it.
    func remove() throws {
        for path in [database, database + "-wal", database + "-shm"]
        where FileManager.default.fileExists(atPath: path) {
            try FileManager.default.removeItem(atPath: path)
        }
    }
}
