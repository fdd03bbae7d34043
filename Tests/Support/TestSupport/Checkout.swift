import Foundation
import Linux

/// The paths of this checkout's files and built programs.
package enum Checkout {
    /// The path of a file of the repository, for example `nginx/fastcgi.conf`.
    package static func path(_ name: String) -> String {
        URL(filePath: #filePath).appending(path: "../../../../\(name)").standardizedFileURL.path
    }

    /// The path of a program that was built with these tests; a test target depends on its target.
    package static func program(_ name: String) -> String {
        guard let tests = try? SymbolicLink.ownExecutable() else {
            preconditionFailure("BUG: tests run where /proc is")
        }
        return URL(filePath: tests).deletingLastPathComponent().appending(path: name).path
    }
}
