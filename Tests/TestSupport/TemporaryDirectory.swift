package import Foundation

/// A fresh folder that goes with its owner.
package final class TemporaryDirectory: Sendable {
    package let url: URL

    package init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "rachel-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        // A folder that can't be removed fails no test; the system clears its temporary folder.
        try? FileManager.default.removeItem(at: url)
    }

    /// The path of a file of that name inside.
    package func path(_ name: String) -> String {
        url.appending(path: name).path
    }
}
