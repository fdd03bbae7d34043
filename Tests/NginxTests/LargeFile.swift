import Foundation
import TestSupport

extension TemporaryDirectory {
    /// The path of a file of so many bytes.
    func largeFile(bytes: Int) throws -> String {
        let path = path("bytes-\(bytes)")
        try Data(repeating: UInt8(ascii: "x"), count: bytes).write(to: URL(filePath: path))
        return path
    }
}
