import Foundation
import TestSupport

/// An SSH key, generated once for all tests.
struct TestKey {
    static let customer = Result { try TestKey() }
    static let stranger = Result { try TestKey() }

    private let directory: TemporaryDirectory
    let publicLine: String

    private init() throws {
        directory = try TemporaryDirectory()
        _ = try ProgramRun(
            "/usr/bin/ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", directory.path("key"))
        publicLine = try String(contentsOfFile: directory.path("key.pub"), encoding: .utf8)
            .trimmingCharacters(in: .newlines)
    }

    var path: String { directory.path("key") }
}
