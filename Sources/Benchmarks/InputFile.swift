import ArgumentParser
import Glibc

/// Reads the files a measurement needs.
enum InputFile {
    static func read(_ path: String) throws -> [UInt8] {
        guard let stream = fopen(path, "rbe") else {
            throw ValidationError("\(path): \(String(cString: strerror(errno)))")
        }
        defer { fclose(stream) }
        var bytes: [UInt8] = []
        while feof(stream) == 0, ferror(stream) == 0 {
            bytes += [UInt8](unsafeUninitializedCapacity: 64 << 10) { buffer, count in
                count = fread(buffer.baseAddress, 1, buffer.count, stream)
            }
        }
        return bytes
    }
}
