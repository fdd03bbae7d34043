import Glibc

/// The symbolic links that enable a unit: one in the `.wants` directory of each target in WantedBy=.
struct UnitEnablement {
    let unit: ServiceUnit

    init(_ unit: ServiceUnit) {
        self.unit = unit
    }

    private var paths: [String] {
        unit.wantedBy.map { "\(UnitLoader.directory)/\($0).wants/\(unit.name)" }
    }

    /// The names of the units that a target wants, sorted.
    static func units(of target: String) -> [String] {
        File.names(in: "\(UnitLoader.directory)/\(target).wants")
    }

    /// UnitFileState in systemd: `enabled`, `disabled`, or `static` for a unit without WantedBy=.
    var state: String {
        if unit.wantedBy.isEmpty { return "static" }
        return paths.allSatisfy(isLink) ? "enabled" : "disabled"
    }

    /// Creates the missing links and returns their paths. Safe to repeat.
    func enable() throws(MachineError) -> [String] {
        var created: [String] = []
        for path in paths where !isLink(path) {
            try File.createDirectory(String(path.prefix(upTo: path.lastIndex(of: "/") ?? path.endIndex)))
            guard symlink(unit.path, path) == 0 else { throw .system("link", path) }
            created.append(path)
        }
        return created
    }

    /// Removes the existing links and returns their paths. Safe to repeat.
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
