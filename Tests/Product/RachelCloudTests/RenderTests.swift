import Foundation
import TestSupport
import Testing

/// The command `render`, as people and scripts call it.
@Suite struct RenderTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func file(_ name: String, _ text: String) throws -> String {
        try Data(text.utf8).write(to: directory.url.appending(path: name))
        return directory.path(name)
    }

    /// Runs the command with `input` on its standard input.
    private func render(_ arguments: String..., input: String = "") throws -> Run {
        let place = try TemporaryDirectory()
        try Data(input.utf8).write(to: place.url.appending(path: "input"))
        let (output, error) = (place.path("output"), place.path("error"))
        let process = try ChildProgram(
            Checkout.program("rachel-cloud"), ["render"] + arguments, input: place.path("input"), log: output,
            errors: error)
        let status = try #require(process.waitForExit())
        return Run(
            output: try String(contentsOfFile: output, encoding: .utf8),
            error: try String(contentsOfFile: error, encoding: .utf8), status: status)
    }

    private struct Run: Equatable {
        let output: String
        let error: String
        let status: Int32
    }

    @Test func `renders a template to standard output, byte for byte`() throws {
        let template = try file("page.mustache", "{{a}}{{#list}},{{.}}{{/list}} {{{b}}}")
        let run = try render(template, "--context", #"{"a": 1.210, "list": [5.0, true], "b": "<é>"}"#)
        #expect(run == Run(output: "1.21,5.0,true <é>", error: "", status: 0))
    }

    @Test func `the context may be a file or standard input`() throws {
        let template = try file("page.mustache", "{{a}}")
        let context = try file("context.json", "{\"a\": 1}\n")
        #expect(try render(template, "--context", "@\(context)").output == "1")
        #expect(try render(template, "--context", context).output == "1")
        #expect(try render(template, "--context", "-", input: "{\"a\": 2}").output == "2")
    }

    @Test func `the template may come from standard input`() throws {
        #expect(try render("-", "--context", "{\"a\": 1}", input: "{{a}}").output == "1")
        let both = try render("-", "--context", "-")
        #expect(both.status == 2)
        #expect(both.error.contains("Standard input can't be both"))
    }

    @Test func `partials come from their directory, and missing ones are empty`() throws {
        let template = try file("page.mustache", "[{{>part}}{{>none}}{{<layout}}{{$a}}x{{/a}}{{/layout}}]")
        let partials = directory.path("partials/deep")
        try FileManager.default.createDirectory(atPath: partials, withIntermediateDirectories: true)
        _ = try file("partials/part.mustache", "{{>deep/er}}")
        _ = try file("partials/deep/er.mustache", "{{a}}")
        _ = try file("partials/layout.mustache", "({{$a}}{{/a}})")
        let run = try render(template, "--context", "{\"a\": 1}", "--partials", directory.path("partials"))
        #expect(run == Run(output: "[1(x)]", error: "", status: 0))
    }

    @Test func `refuses a broken template with its place`() throws {
        let template = try file("page.mustache", "a\n {{#b}}")
        let run = try render(template, "--context", "{}")
        #expect(
            run == Run(output: "", error: "\(template):2:2: expected {{/b}} to close this tag\n", status: 2))
        let input = try render("-", "--context", "{}", input: "{{")
        #expect(
            input == Run(output: "", error: "standard input:1:1: expected }} to end this tag\n", status: 2))
    }

    @Test func `refuses a broken partial with its place`() throws {
        let template = try file("page.mustache", "{{>part}}")
        let part = try file("part.mustache", "\n{{/a}}")
        let run = try render(template, "--context", "{}", "--partials", directory.url.path)
        #expect(
            run == Run(output: "", error: "\(part):2:1: expected an opening tag before {{/a}}\n", status: 2))
    }

    @Test func `refuses a broken context with its place`() throws {
        let template = try file("page.mustache", "")
        let context = try file("context.json", "{\n\"a\": }")
        #expect(
            try render(template, "--context", "{\"a\": }")
                == Run(output: "", error: "--context:1:7: expected a value\n", status: 2))
        #expect(
            try render(template, "--context", "@\(context)")
                == Run(output: "", error: "\(context):2:6: expected a value\n", status: 2))
    }

    @Test func `refuses endless recursion and prints nothing`() throws {
        let template = try file("self.mustache", "text {{>self}}")
        let run = try render(template, "--context", "{}", "--partials", directory.url.path)
        #expect(run.output == "")
        #expect(run.status == 2)
        #expect(run.error.hasPrefix("\(template):1:6: expected an end to this recursion"))
    }

    @Test func `refuses an unreadable file with the system's reason`() throws {
        let none = directory.path("none")
        let expected = Run(output: "", error: "\(none): No such file or directory\n", status: 2)
        let template = try file("page.mustache", "")
        #expect(try render(none, "--context", "{}") == expected)
        #expect(try render(template, "--context", "@\(none)") == expected)
        #expect(try render(template, "--context", none) == expected)
        #expect(
            try render(template, "--context", "none.json").error == "none.json: No such file or directory\n")
        #expect(try render(template, "--context", "{}", "--partials", none) == expected)
        #expect(
            try render(directory.url.path, "--context", "{}").error
                == "\(directory.url.path): Is a directory\n")
    }

    @Test func `strict reports unknown names and missing partials`() throws {
        let template = try file("page.mustache", "{{a}}\n{{b}}{{a.c}}")
        let run = try render(template, "--context", "{\"a\": 1}", "--strict")
        #expect(
            run.error == """
                \(template):2:1: expected a value for "b", found none in the context
                \(template):2:6: expected a value for "c", found none in the context

                """)
        #expect(run.output == "")
        #expect(run.status == 2)
        let partial = try render("-", "--context", "{}", "--strict", input: "{{>none}}")
        #expect(partial.error == "standard input:1:1: expected a template named \"none\"\n")
    }

    @Test func `wrong arguments end with exit code 2`() throws {
        #expect(try render().status == 2)
        #expect(try render("page", "--context", "{}", "--colour").status == 2)
        #expect(try render("--help").status == 0)
    }
}
