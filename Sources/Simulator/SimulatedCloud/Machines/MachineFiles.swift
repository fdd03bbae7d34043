import FoundationEssentials

/// The files that the keeper of machines keeps about each.
struct MachineFiles: Sendable {
    /// An existing directory.
    let directory: String

    /// The directory is full or gone.
    struct NotWritten: Error {
        let path: String
    }

    /// What the programs that start and stop a machine say.
    func log(_ machine: Machine) -> String {
        "\(directory)/\(machine.serverID).log"
    }

    /// Writes the machine's user-data, for our eyes only since it holds the address of a callback, and gives
    /// the file's path.
    func writeUserData(of machine: Machine) throws -> String {
        let path = userData(machine)
        let isMade = FileManager.default.createFile(
            atPath: path, contents: Data(machine.userData.utf8), attributes: [.posixPermissions: 0o600])
        guard isMade else { throw NotWritten(path: path) }
        return path
    }

    /// Safe to repeat.
    func removeUserData(of machine: Machine) throws {
        let path = userData(machine)
        if FileManager.default.fileExists(atPath: path) { try FileManager.default.removeItem(atPath: path) }
    }

    private func userData(_ machine: Machine) -> String {
        "\(directory)/\(machine.serverID).user-data"
    }
}
