import Foundation
import Mustache
import TestSupport
import Testing

/// A directory of templates.
@Suite struct TemplateLibraryTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func write(_ text: String, to name: String) throws {
        let url = directory.url.appending(path: name)
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }

    @Test func `each file is a template named by its path`() throws {
        try write("{{>shared/head}}{{title}}\n", to: "dashboard.mustache")
        try write("<head>{{>shared/meta.tags}}", to: "shared/head.mustache")
        try write("<meta>", to: "shared/meta.tags.mustache")
        let library = try TemplateLibrary(directory: directory.url.path)
        #expect(try library.template("dashboard").render(["title": "x"]) == "<head><meta>x\n")
        #expect(try library.template("shared/head").render([:]) == "<head><meta>")
    }

    @Test func `ignores hidden files and files with another suffix`() throws {
        try write("{{", to: "notes.txt")
        try write("{{", to: ".draft.mustache")
        try write("{{", to: ".cache/a.mustache")
        let library = try TemplateLibrary(directory: directory.url.path)
        #expect(throws: TemplateError.self) { try library.template(".draft") }
    }

    @Test func `refuses a name without a file`() throws {
        let library = try TemplateLibrary(directory: directory.url.path)
        let error = #expect(throws: TemplateError.self) { try library.template("none") }
        #expect(error?.description == "\(directory.url.path): expected a template named \"none\"")
    }

    @Test func `reports the errors of all files together`() throws {
        try write("\n{{#a}}", to: "one.mustache")
        try write("{{/b}}", to: "two.mustache")
        let error = #expect(throws: TemplateError.self) { try TemplateLibrary(directory: directory.url.path) }
        #expect(
            error?.description == """
                \(directory.path("one.mustache")):2:1: expected {{/a}} to close this tag
                \(directory.path("two.mustache")):1:1: expected an opening tag before {{/b}}
                """)
    }

    /// Three pages include the template with the error.
    @Test func `reports a missing partial once`() throws {
        try write("{{>none}}", to: "shared.mustache")
        for name in ["a", "b", "c"] { try write("{{>shared}}", to: "\(name).mustache") }
        let error = #expect(throws: TemplateError.self) { try TemplateLibrary(directory: directory.url.path) }
        #expect(
            error?.description
                == "\(directory.path("shared.mustache")):1:1: expected a template named \"none\"")
        let library = try TemplateLibrary(directory: directory.url.path, missing: .empty)
        #expect(try library.template("a").render([:]) == "")
    }

    @Test func `reports a file that can't be read with the system's error message`() throws {
        let none = directory.path("none")
        let error = #expect(throws: TemplateError.self) { try TemplateLibrary(directory: none) }
        #expect(error?.description == "\(none): No such file or directory")
        let link = directory.path("broken.mustache")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: none)
        let linkError = #expect(throws: TemplateError.self) {
            try TemplateLibrary(directory: directory.url.path)
        }
        #expect(linkError?.description == "\(link): No such file or directory")
    }

    @Test func `refuses a symbolic link that forms a loop`() throws {
        try FileManager.default.createSymbolicLink(
            atPath: directory.path("loop"), withDestinationPath: directory.url.path)
        let error = #expect(throws: TemplateError.self) { try TemplateLibrary(directory: directory.url.path) }
        #expect(error?.diagnostics.first?.message == "expected directories at most 16 deep")
    }

    @Test func `refuses a file above the size limit`() throws {
        try write(String(repeating: "x", count: 4 << 20), to: "big.mustache")
        _ = try TemplateLibrary(directory: directory.url.path)
        try write(String(repeating: "x", count: 4 << 20 + 1), to: "big.mustache")
        let error = #expect(throws: TemplateError.self) { try TemplateLibrary(directory: directory.url.path) }
        #expect(error?.description == "\(directory.path("big.mustache")): expected at most 4194304 bytes")
    }

    @Test func `refuses a file that is not UTF-8`() throws {
        try Data([0x61, 0x0A, 0xFF]).write(to: directory.url.appending(path: "latin.mustache"))
        let error = #expect(throws: TemplateError.self) { try TemplateLibrary(directory: directory.url.path) }
        #expect(error?.description == "\(directory.path("latin.mustache")):2:1: expected text in UTF-8")
    }

    @Test func `compiles a template from elsewhere that includes the library's`() throws {
        try write("[{{$a}}{{/a}}]", to: "layout.mustache")
        let library = try TemplateLibrary(directory: directory.url.path)
        let template = try library.compile(Array("{{<layout}}{{$a}}1{{/a}}{{/layout}}".utf8), name: "mine")
        #expect(try template.render([:]) == "[1]")
        let error = #expect(throws: TemplateError.self) {
            try library.compile(Array("{{>none}}".utf8), name: "mine")
        }
        #expect(error?.description == "mine:1:1: expected a template named \"none\"")
    }
}
