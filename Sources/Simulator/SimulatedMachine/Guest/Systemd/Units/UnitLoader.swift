import Glibc

/// The unit files on the machine, read when first asked for and again at `daemon-reload`.
struct UnitLoader {
    static let directory = "/etc/systemd/system"

    private struct Loaded {
        let unit: ServiceUnit
        let changedAt: Int
    }

    private var loaded: [String: Loaded] = [:]

    /// The full name of a unit: without a suffix, a service is meant.
    static func fullName(_ name: String) -> String {
        name.contains(".") ? name : name + ".service"
    }

    static func path(_ name: String) -> String {
        directory + "/" + name
    }

    /// The unit as it was last loaded, loading it if need be; nil when there is no such file. `warn` hears what
    /// systemd would log about the file.
    mutating func unit(
        _ name: String, warn: (String) -> Void
    ) throws(MachineError) -> ServiceUnit? {
        if let known = loaded[name] { return known.unit }
        let path = UnitLoader.path(name)
        guard !name.contains("/"), File.exists(path) else { return nil }
        var texts = [UnitFile(try File.text(path), name: path)]
        for dropIn in UnitLoader.dropIns(name) {
            texts.append(UnitFile(try File.text(dropIn), name: dropIn))
        }
        let (unit, warnings) = try ServiceUnit.parse(texts, name: name, path: path)
        warnings.forEach(warn)
        loaded[name] = Loaded(unit: unit, changedAt: UnitLoader.lastChange(name))
        return unit
    }

    /// Whether a loaded unit's files are newer than what was loaded.
    func needsDaemonReload(_ name: String) -> Bool {
        guard let known = loaded[name] else { return false }
        return known.changedAt != UnitLoader.lastChange(name)
    }

    /// Forgets what was loaded, so that the files are read again.
    mutating func reload() {
        loaded = [:]
    }

    private static func dropIns(_ name: String) -> [String] {
        let directory = path(name) + ".d"
        return File.names(in: directory).filter { $0.hasSuffix(".conf") }.map { directory + "/" + $0 }
    }

    /// The newest change of the unit's files in nanoseconds since 1970; 0 when it is gone.
    private static func lastChange(_ name: String) -> Int {
        ([path(name)] + dropIns(name)).map { file in
            var status = stat()
            guard stat(file, &status) == 0 else { return 0 }
            return status.st_mtim.tv_sec * 1_000_000_000 + status.st_mtim.tv_nsec
        }.max() ?? 0
    }
}
