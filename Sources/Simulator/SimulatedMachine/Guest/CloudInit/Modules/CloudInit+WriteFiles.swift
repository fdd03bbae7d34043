import FoundationEssentials
import Glibc

extension CloudInit {
    /// The two times at which files of `write_files` are written.
    enum WriteFilesStage {
        /// In the first stage, before the users are created.
        case beforeUsers
        /// For files with `defer: true`, after the packages are installed.
        case deferred
    }

    /// Writes the files of that stage. As in cloud-init, missing parent directories are created and belong to root.
    func writeFiles(_ stage: WriteFilesStage) throws {
        for entry in configuration["write_files"]?.array ?? [] {
            let isDeferred = entry["defer"]?.isTrue ?? false
            guard isDeferred == (stage == .deferred) else { continue }
            try writeFile(entry)
        }
    }

    private func writeFile(_ entry: JSONValue) throws {
        guard let path = entry["path"]?.string, path.hasPrefix("/") else {
            throw ModuleError("ValueError", "write_files entry without a path")
        }
        let directory = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
        try File.createDirectory(directory.isEmpty ? "/" : directory)
        let content = try decodedContent(entry)
        let mode = try mode(entry["permissions"])
        if entry["append"]?.isTrue ?? false {
            try File.append(content, to: path, mode: mode)
        } else {
            try File.write(content, to: path, mode: mode)
        }
        try setOwner(of: path, to: entry["owner"]?.string ?? "root:root")
    }

    private func decodedContent(_ entry: JSONValue) throws -> [UInt8] {
        let content = entry["content"]?.string ?? ""
        switch entry["encoding"]?.string {
        case nil, "text/plain": return Array(content.utf8)
        case "b64", "base64":
            guard let data = Data(base64Encoded: content, options: .ignoreUnknownCharacters) else {
                throw ModuleError("ValueError", "content is not base64")
            }
            return Array(data)
        case let other?:
            throw ModuleError("ValueError", "the simulator knows no encoding \(other)")
        }
    }

    private func mode(_ permissions: JSONValue?) throws -> mode_t {
        switch permissions {
        case nil: return 0o644
        case .integer(let number)?: return mode_t(truncatingIfNeeded: number)
        case .string(let digits)?:
            if let mode = mode_t(digits, radix: 8) { return mode }
        default: break
        }
        throw ModuleError("ValueError", "permissions are not octal digits")
    }

    private func setOwner(of path: String, to owner: String) throws {
        let parts = owner.split(separator: ":", maxSplits: 1).map(String.init)
        guard let name = parts.first, let user = try UnixUser.named(name) else {
            throw ModuleError("OSError", "Unknown user or group: \(owner)")
        }
        let group = parts.count > 1 ? try UnixUser.groupID(named: parts[1]) : user.groupID
        guard let group else { throw ModuleError("OSError", "Unknown user or group: \(owner)") }
        guard chown(path, user.userID, group) == 0 else { throw MachineError.system("set owner of", path) }
    }
}
