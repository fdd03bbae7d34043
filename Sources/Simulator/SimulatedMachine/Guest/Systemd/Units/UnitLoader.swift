import Glibc

/// Loads the machine's unit files at their first use, and again after `daemon-reload`.
struct UnitLoader {
    static let directory = "/etc/systemd/system"

    private struct Loaded {
        let unit: ServiceUnit
        let changedAt: Int
    }

    private var loaded: [String: Loaded] = [:]

    /// The full name of a unit: `.service` is added when there is no suffix.
    static func fullName(_ name: String) -> String {
        name.contains(".") ? name : name + ".service"
    }

    static func path(_ name: String) -> String {
        directory + "/" + name
    }

    /// The unit, loaded from its files at the first call; nil when there is no such file. `warn` receives the warnings
    /// that systemd would log.
    mutating func unit(
        _ name: String, warn: (String) -> Void
    ) throws(MachineError) -> ServiceUnit? {
        if let known = loaded[name] { return known.unit }
        let path = UnitLoader.path(name)
        guard !name.contains("/"), File.exists(path) else { return nil }
        var files = [UnitFile(try File.text(path), name: path)]
        for dropIn in UnitLoader.dropIns(name) {
            files.append(UnitFile(try File.text(dropIn), name: dropIn))
        }
        let (unit, warnings) = try ServiceUnit.parse(files, name: name, path: path)
        warnings.forEach(warn)
        loaded[name] = Loaded(unit: unit, changedAt: UnitLoader.lastChange(name))
        return unit
    }

    /// True when the files of a loaded unit have changed since.
    func needsDaemonReload(_ name: String) -> Bool {
        guard let known = loaded[name] else { return false }
        return known.changedAt != UnitLoader.lastChange(name)
    }

    /// Drops all loaded units, so that their files are read again.
    mutating func reload() {
        loaded = [:]
    }

    private static func dropIns(_ name: String) -> [String] {
        let directory = path(name) + ".d"
        return File.names(in: directory).filter { $0.hasSuffix(".conf") }.map { directory + "/" + $0 }
    }

    /// The latest modification time of the unit's files in nanoseconds since 1970; 0 when there are none.
    private static func lastChange(_ name: String) -> Int {
        ([path(name)] + dropIns(name)).map { file in
            var status = stat()
            guard stat(file, &status) == 0 else { return 0 }
            return status.st_mtim.tv_sec * 1_000_000_000 + status.st_mtim.tv_nsec
        }.max() ?? 0
    }
}
