import Linux

/// The executable of this process and its libraries, which a machine mounts so that it can run the same program.
struct RunningExecutable {
    let path: String
    /// The directories of its shared libraries, except those below /usr and /lib, which every machine mounts.
    let libraryDirectories: [String]

    /// Reads both from /proc: nothing else knows where the loader found the libraries.
    init() throws(MachineError) {
        do throws(SystemError) {
            path = try SymbolicLink.ownExecutable()
        } catch {
            throw MachineError(error.description)
        }
        libraryDirectories = RunningExecutable.libraryDirectories(inMaps: try File.text("/proc/self/maps"))
    }

    init(path: String, libraryDirectories: [String]) {
        self.path = path
        self.libraryDirectories = libraryDirectories
    }

    /// The sorted directories of the `.so` files in a table like /proc/self/maps, except those below /usr and /lib.
    static func libraryDirectories(inMaps maps: String) -> [String] {
        var directories: Set<String> = []
        for line in maps.split(separator: "\n") {
            guard let start = line.firstIndex(of: "/") else { continue }
            let library = line[start...]
            guard
                let slash = library.lastIndex(of: "/"), library[slash...].contains(".so"),
                !library.hasPrefix("/usr/"), !library.hasPrefix("/lib")
            else { continue }
            directories.insert(String(library[..<slash]))
        }
        return directories.sorted()
    }
}
