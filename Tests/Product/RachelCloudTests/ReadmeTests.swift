import Foundation
import TestSupport
import Testing

struct ReadmeTests {
    @Test func `names only files and directories that exist`() throws {
        let readme = try String(contentsOfFile: Checkout.path("README.md"), encoding: .utf8)
        let quoted = readme.split(separator: "`", omittingEmptySubsequences: false).enumerated()
        let paths = quoted.filter { index, text in
            // Every second part stands between backquotes; `X` and `SUBJECT` stand for names of the reader's choice.
            index % 2 == 1 && text.wholeMatch(of: #/(Sources|Tests|nginx|templates)/[\w/+.-]+/#) != nil
                && text.firstMatch(of: #/\bX|\bx\.|\+X|SUBJECT/#) == nil
        }
        #expect(paths.count > 10)
        for (_, path) in paths {
            #expect(FileManager.default.fileExists(atPath: Checkout.path(String(path))), "\(path)")
        }
    }
}
