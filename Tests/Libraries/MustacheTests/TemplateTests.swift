import Mustache
import Testing

@Suite struct TemplateTests {
    @Test func `the example in the documentation works`() throws {
        let template = try Template("Hello, {{name}}!")
        var bytes: [UInt8] = []
        try template.render(["name": "Rachel"], into: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == "Hello, Rachel!")
    }

    /// The context is built like a page's: names are constants, values are literals.
    @Test func `renders a page with a layout, a partial and a list`() throws {
        let page = try Template(
            """
            {{<layout}}
            {{$content}}
            <ol>
              {{#steps}}
              {{>step}}
              {{/steps}}
            </ol>
            {{/content}}
            {{/layout}}

            """,
            partials: [
                "layout": "<h1>{{title}}</h1>\n<main>\n  {{$content}}\n  {{/content}}\n</main>\n",
                "step": "<li>\n  {{label}}\n</li>\n",
            ])
        let labels = ["Preparing", "Creating <server>"]
        let rendering = try page.render([
            .title: "Status",
            .steps: .list(labels.map { [.label: .string($0)] }),
        ])
        #expect(
            rendering == """
                <h1>Status</h1>
                <main>
                  <ol>
                    <li>
                      Preparing
                    </li>
                    <li>
                      Creating &lt;server&gt;
                    </li>
                  </ol>
                </main>

                """)
    }

    /// A responder's buffer may already hold bytes, such as a response's head.
    @Test func `appends a rendering to the bytes in the buffer`() throws {
        var bytes = Array("before ".utf8)
        try Template("{{word}}").render(["word": "after"], into: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == "before after")
    }

    /// A customer must never get half a page.
    @Test func `leaves the buffer unchanged when rendering fails`() throws {
        let template = try Template("text {{>self}}", partials: ["self": "more {{>self}}"])
        var bytes = Array("before".utf8)
        #expect(throws: TemplateError.self) { try template.render([:], into: &bytes) }
        #expect(String(decoding: bytes, as: UTF8.self) == "before")
    }

    @Test(arguments: [0, 1, 7, 8, 9, 100, 10_000])
    func `renders into a buffer of any capacity`(capacity: Int) throws {
        let text = String(repeating: "0123456789", count: 100)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(capacity)
        try Template("{{#list}}[{{.}}]{{/list}}").render(
            ["list": [.string(text), 1, .string(text)]], into: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == "[\(text)][1][\(text)]")
    }

    @Test func `renders a template without tags unchanged`() throws {
        let text = "Only {text}, { {no} } tags}}\n\twith a tab, \r\n and the end without a newline"
        #expect(try render(text) == text)
        #expect(try render("") == "")
    }

    /// The 16 threads of a responder share each template.
    @Test func `renders one template on many threads at the same time`() async throws {
        let template = try Template(
            "{{>*page}}{{#list}}{{.}},{{/list}}",
            partials: ["a": "A{{>b}}", "b": "B", "c": "{{#deep}}{{>c}}{{/deep}}C"])
        let expected = ["a": "AB1,2,", "c": "C1,2,"]
        await withTaskGroup(of: Bool.self) { group in
            for number in 0..<16 {
                group.addTask {
                    let page = number % 2 == 0 ? "a" : "c"
                    return (0..<500).allSatisfy { _ in
                        (try? template.render(["page": .string(page), "list": [1, 2]])) == expected[page]
                    }
                }
            }
            for await isRight in group { #expect(isRight) }
        }
    }
}

extension Name {
    fileprivate static let title: Name = "title"
    fileprivate static let steps: Name = "steps"
    fileprivate static let label: Name = "label"
}
