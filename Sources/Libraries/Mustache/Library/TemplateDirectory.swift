import Glibc

/// A directory of template files, `*.mustache`, with directories in it: the only code of the engine that touches the
/// file system.
struct TemplateDirectory {
    static let suffix = ".mustache"
    /// The limit for a file's size, far beyond any template: a bigger file is there by mistake.
    static let maxFileBytes = 4 << 20
    private static let chunkBytes = 64 << 10
    /// The limit for directories within each other; beyond it, a symbolic link forms a loop.
    static let maxDirectoryDepth = 16

    /// A template file, with the attributes that show that it has changed.
    struct File: Equatable {
        let path: String
        let inode: UInt
        let size: Int
        let seconds: Int
        let nanoseconds: Int
    }

    let path: String

    /// All template files below the directory, in the order of their paths. Ignores names that begin with a dot, which
    /// editors and tools use for files of their own.
    func files() throws(TemplateError) -> [File] {
        var found: [File] = []
        try collect(path, depth: 0, into: &found)
        return found.sorted { $0.path < $1.path }
    }

    /// The name by which other templates include the template of a file: its path below the directory without the
    /// suffix.
    func name(of file: File) -> String {
        String(file.path.dropFirst(path.count + 1).dropLast(Self.suffix.count))
    }

    func source(of file: File) throws(TemplateError) -> SourceText {
        guard let stream = fopen(file.path, "rbe") else { throw Self.error(file.path) }
        defer { fclose(stream) }
        var bytes: [UInt8] = []
        while bytes.count <= Self.maxFileBytes, feof(stream) == 0, ferror(stream) == 0 {
            bytes += [UInt8](unsafeUninitializedCapacity: Self.chunkBytes) { buffer, count in
                count = fread(buffer.baseAddress, 1, buffer.count, stream)
            }
        }
        guard ferror(stream) == 0 else { throw Self.error(file.path) }
        guard bytes.count <= Self.maxFileBytes else {
            throw TemplateError(file: file.path, "expected at most \(Self.maxFileBytes) bytes")
        }
        return try SourceText(name: file.path, validating: bytes)
    }

    private func collect(_ directory: String, depth: Int, into found: inout [File]) throws(TemplateError) {
        guard depth < Self.maxDirectoryDepth else {
            throw TemplateError(
                file: directory, "expected directories at most \(Self.maxDirectoryDepth) deep")
        }
        for name in try names(in: directory) where !name.hasPrefix(".") {
            let path = "\(directory)/\(name)"
            var status = stat()
            guard stat(path, &status) == 0 else { throw Self.error(path) }
            if status.st_mode & S_IFMT == S_IFDIR {
                try collect(path, depth: depth + 1, into: &found)
            } else if name.hasSuffix(Self.suffix) {
                found.append(
                    File(
                        path: path, inode: status.st_ino, size: status.st_size,
                        seconds: status.st_mtim.tv_sec, nanoseconds: status.st_mtim.tv_nsec))
            }
        }
    }

    private func names(in directory: String) throws(TemplateError) -> [String] {
        guard let stream = opendir(directory) else { throw Self.error(directory) }
        defer { closedir(stream) }
        var names: [String] = []
        errno = 0
        while let entry = readdir(stream) {
            names.append(
                withUnsafePointer(to: &entry.pointee.d_name) { name in
                    name.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                })
        }
        guard errno == 0 else { throw Self.error(directory) }
        return names
    }

    private static func error(_ path: String) -> TemplateError {
        TemplateError(file: path, String(cString: strerror(errno)))
    }
}
