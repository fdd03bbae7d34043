import Foundation
import Mustache
import TestSupport
import Testing

/// With `--reload`, the next request shows a changed file.
@Suite struct ReloadTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func write(_ text: String, to name: String) throws {
        // Like editors, writes a new file and renames it, so that it has another inode.
        try Data(text.utf8).write(to: directory.url.appending(path: name), options: .atomic)
    }

    @Test func `notices a changed, a new and a removed file`() throws {
        try write("{{>part}}", to: "page.mustache")
        try write("one", to: "part.mustache")
        let library = try TemplateLibrary(directory: directory.url.path, reload: .whenChanged)
        #expect(try library.template("page").render([:]) == "one")
        try write("two", to: "part.mustache")
        #expect(try library.template("page").render([:]) == "two")
        try write("new", to: "other.mustache")
        #expect(try library.template("other").render([:]) == "new")
        try FileManager.default.removeItem(atPath: directory.path("part.mustache"))
        let error = #expect(throws: TemplateError.self) { try library.template("page") }
        #expect(
            error?.description == "\(directory.path("page.mustache")):1:1: expected a template named \"part\""
        )
    }

    @Test func `throws for a file with an error until it is corrected`() throws {
        try write("good", to: "page.mustache")
        let library = try TemplateLibrary(directory: directory.url.path, reload: .whenChanged)
        try write("{{", to: "page.mustache")
        for _ in 0..<2 { #expect(throws: TemplateError.self) { try library.template("page") } }
        try write("better", to: "page.mustache")
        #expect(try library.template("page").render([:]) == "better")
    }

    /// In production, a file that is only half copied must not be shown.
    @Test func `notices no changes without reload`() throws {
        try write("one", to: "page.mustache")
        let library = try TemplateLibrary(directory: directory.url.path)
        try write("two", to: "page.mustache")
        #expect(try library.template("page").render([:]) == "one")
    }

    @Test func `many threads may request templates while files change`() async throws {
        try write("0", to: "page.mustache")
        let library = try TemplateLibrary(directory: directory.url.path, reload: .whenChanged)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<16 {
                group.addTask {
                    for _ in 0..<50 {
                        let rendering = try library.template("page").render([:])
                        #expect(Int(rendering) != nil)
                    }
                }
            }
            for number in 1...50 { try write("\(number)", to: "page.mustache") }
            try await group.waitForAll()
        }
        #expect(try library.template("page").render([:]) == "50")
    }
}
