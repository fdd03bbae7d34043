import Foundation
import Mustache
import TestSupport
import Testing

/// In an unescaped variable, a customer's text could become markup.
@Suite struct UnescapedVariableTests {
    @Test func `lists each unescaped variable with its position`() throws {
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

    /// A comment for each says why its value is markup of our own.
    @Test func `the product's templates have only these unescaped variables`() throws {
        let known: [String] = []
        let library = try TemplateLibrary(directory: Checkout.path("templates"))
        #expect(library.unescapedVariables.map { "\($0.template): \($0.tag)" } == known)
    }
}
