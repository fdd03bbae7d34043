import Glibc

/// The links by which a unit is enabled: one in the directory of each target that wants it.
struct UnitEnablement {
    let unit: ServiceUnit

    init(_ unit: ServiceUnit) {
        self.unit = unit
    }

    private var paths: [String] {
        unit.wantedBy.map { "\(UnitLoader.directory)/\($0).wants/\(unit.name)" }
    }

    /// `enabled`, `disabled`, or `static` for a unit that no target can want.
    var state: String {
        if unit.wantedBy.isEmpty { return "static" }
        return paths.allSatisfy(isLink) ? "enabled" : "disabled"
    }

    /// Makes the links that are missing, and names them.
    func enable() throws(MachineError) -> [String] {
        var created: [String] = []
        for path in paths where !isLink(path) {
            try File.createDirectory(String(path.prefix(upTo: path.lastIndex(of: "/") ?? path.endIndex)))
            guard symlink(unit.path, path) == 0 else { throw .system("link", path) }
            created.append(path)
        }
        return created
    }

    /// Removes the links that are there, and names them.
    func disable() throws(MachineError) -> [String] {
        var removed: [String] = []
        for path in paths where isLink(path) {
            guard unlink(path) == 0 else { throw .system("remove", path) }
            removed.append(path)
        }
        return removed
    }

    private func isLink(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }
}
