import FoundationEssentials

/// The files about each machine: its user-data and the log of its program.
struct MachineFiles: Sendable {
    /// The path of an existing directory.
    let directory: String

    /// The file can't be written: the directory is full or missing.
    struct NotWritten: Error {
        let path: String
    }

    /// The path of the log of the programs that start and stop a machine.
    func log(_ machine: Machine) -> String {
        "\(directory)/\(machine.serverID).log"
    }

    /// Writes the machine's user-data and returns the file's path. Only the owner may read it, since it holds the
    /// address of a callback.
    func writeUserData(of machine: Machine) throws -> String {
        let path = userData(machine)
        let isCreated = FileManager.default.createFile(
            atPath: path, contents: Data(machine.userData.utf8), attributes: [.posixPermissions: 0o600])
        guard isCreated else { throw NotWritten(path: path) }
        return path
    }

    /// Deletes the user-data. Safe to repeat.
    func removeUserData(of machine: Machine) throws {
        let path = userData(machine)
        if FileManager.default.fileExists(atPath: path) { try FileManager.default.removeItem(atPath: path) }
    }

    private func userData(_ machine: Machine) -> String {
        "\(directory)/\(machine.serverID).user-data"
    }
}
