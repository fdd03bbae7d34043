import Foundation
import Mustache
import TestSupport
import Testing

/// Unescaped variables are where a customer's text could become markup.
@Suite struct UnescapedVariableTests {
    @Test func `each unescaped variable is listed, wherever it stands`() throws {
        let directory = try TemporaryDirectory()
        let text =
            "{{a}}\n{{{b}}}{{#s}}{{&c}}{{/s}}{{<l}}{{$x}}{{=| |=}}|{d}|{{e}}|/x||={{ }}=|{{/l}}{{$y}}{{{ f }}}{{/y}}"
        try Data(text.utf8).write(to: directory.url.appending(path: "page.mustache"))
        let library = try TemplateLibrary(directory: directory.url.path, missing: .empty)
        let found = library.unescapedVariables.map {
            "\($0.template):\($0.position.line):\($0.position.column): \($0.tag)"
        }
        #expect(
            found == [
                "page:2:1: {{{b}}}", "page:2:14: {{&c}}", "page:2:47: |{d}|", "page:2:82: {{{ f }}}",
            ])
    }

    /// Whoever adds one says here why its value is markup of ours.
    @Test func `the product's templates have no unescaped variable but these`() throws {
        let known: [String] = []
        let library = try TemplateLibrary(directory: Checkout.path("templates"))
        #expect(library.unescapedVariables.map { "\($0.template): \($0.tag)" } == known)
    }
}
