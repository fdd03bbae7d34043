import Foundation
import TestSupport
import Testing

/// Rendering allocates no memory once the buffer is big enough, so that a responder's threads don't wait for each other
/// in the allocator.
@Suite struct AllocationTests {
    private func allocations(_ directory: String, _ template: String, _ context: String) throws -> String {
        let program = try ProgramRun(Checkout.program("rendering-allocations"), directory, template, context)
        return program.output
    }

    @Test func `renders a page with a layout, partials and lists without allocating`() throws {
        let sample = Checkout.path("Tests/TemplateComparison/Sample")
        let context = try String(contentsOfFile: "\(sample)/dashboard.json", encoding: .utf8)
        #expect(try allocations(sample, "dashboard", context) == "0\n")
    }

    @Test func `renders recursion and templates named by the context without allocating`() throws {
        let directory = try TemporaryDirectory()
        let node =
            "{{n}}{{a.b.c}}{{{text}}}\n{{#nodes}}\n  {{>*kind}}\n  {{^nodes}}{{>leaf}}{{/nodes}}\n{{/nodes}}\n"
        try Data(node.utf8).write(to: directory.url.appending(path: "node.mustache"))
        try Data("{{n}}: {{>leaf2}}".utf8).write(to: directory.url.appending(path: "leaf.mustache"))
        try Data("{{#again}}{{>leaf}}{{/again}}".utf8).write(
            to: directory.url.appending(path: "leaf2.mustache"))
        let context = """
            {"kind": "node", "n": 1, "a": {"b": {"c": -9223372036854775807}}, "again": false, "text": "\
            a text of more than fifteen bytes & more", "nodes": [{"n": 1.5, "nodes": [{"n": true, "nodes": []}]}]}
            """
        #expect(try allocations(directory.url.path, "node", context) == "0\n")
    }

    /// Programs of templates that the context names are cached; each combination of arguments is compiled once.
    @Test func `renders parents named by the context without allocating`() throws {
        let directory = try TemporaryDirectory()
        let node = """
            {{$x}}-{{/x}}{{$y}}-{{/y}}{{#nodes}}{{<*kind}}{{$x}}{{n}}{{/x}}{{/*kind}}
              {{<*kind}}{{$y}}{{n}}{{/y}}{{/*kind}}
            {{/nodes}}
            """
        try Data(node.utf8).write(to: directory.url.appending(path: "node.mustache"))
        var context = #"{"n": 0, "nodes": []}"#
        for number in 1...6 { context = #"{"kind": "node", "n": \#(number), "nodes": [\#(context)]}"# }
        #expect(try allocations(directory.url.path, "node", context) == "0\n")
    }
}
