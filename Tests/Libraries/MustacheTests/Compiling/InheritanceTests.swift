import Mustache
import Testing

/// `{{<parent}}{{$block}}…{{/block}}{{/parent}}` includes another template with some of its blocks replaced, as a page
/// does with its layout.
@Suite struct InheritanceTests {
    @Test func `a block without an argument renders its default`() throws {
        let template = "{{$b}}default {{v}} {{#s}}{{v}}{{/s}}{{^n}}!{{/n}}{{/b}}"
        #expect(try render(template, ["v": "<", "s": ["v": 1]]) == "default &lt; 1!")
    }

    @Test func `a parent renders its template with blocks replaced by arguments`() throws {
        let partials = ["p": "[{{$a}}a{{/a}}{{$b}}b{{/b}}]"]
        #expect(try render("{{<p}}{{$a}}1{{/a}}{{/p}}", partials: partials) == "[1b]")
        #expect(try render("{{<p}}{{$b}}2{{/b}}{{$a}}1{{/a}}{{/p}}", partials: partials) == "[12]")
        #expect(try render("{{<p}}{{$a}}{{/a}}{{/p}}", partials: partials) == "[b]", "an empty argument too")
    }

    @Test func `a parent without arguments is a partial`() throws {
        let partials = ["p": "{{$a}}default {{v}}{{/a}}"]
        #expect(try render("{{<p}}{{/p}}|{{>p}}", ["v": 1], partials: partials) == "default 1|default 1")
        #expect(try render("[{{<none}}{{$a}}x{{/a}}{{/none}}]") == "[]")
    }

    /// A page may have comments between its blocks.
    @Test func `ignores everything but blocks between a parent's tags`() throws {
        let template = "{{<p}} text {{!note}}{{v}}{{#s}}{{$a}}no{{/a}}{{/s}} {{$a}}1{{/a}} text {{>p}}{{/p}}"
        #expect(try render(template, ["v": 1, "s": true], partials: ["p": "[{{$a}}a{{/a}}]"]) == "[1]")
    }

    /// Blocks, templates and values have separate namespaces.
    @Test func `values and templates do not replace blocks of the same name`() throws {
        #expect(
            try render("{{<p}}{{/p}}", ["a": "value"], partials: ["p": "{{$a}}a{{/a}}", "a": "no"]) == "a")
    }

    @Test func `two parents with different arguments do not affect each other`() throws {
        let partials = ["p": "|{{$a}}a{{/a}}{{$b}} b{{/b}}|"]
        let template = "{{<p}}{{$a}}1{{/a}}{{/p}} {{<p}}{{$a}}2{{/a}}{{/p}} {{>p}}"
        #expect(try render(template, partials: partials) == "|1 b| |2 b| |a b|")
    }

    @Test func `an argument replaces every block of its name`() throws {
        #expect(
            try render("{{<p}}{{$a}}1{{/a}}{{/p}}", partials: ["p": "{{$a}}a{{/a}}{{$a}}b{{/a}}"]) == "11")
    }

    /// An argument is inserted in the layout and rendered like the layout's own text.
    @Test func `an argument is rendered in the context of the block it replaces`() throws {
        let partials = ["p": "{{#inner}}{{$a}}{{/a}}{{/inner}}"]
        #expect(
            try render(
                "{{<p}}{{$a}}{{v}}{{/a}}{{/p}}", ["v": "outer", "inner": ["v": "inner"]], partials: partials)
                == "inner")
    }

    /// The template that is rendered decides; its ancestors give defaults.
    @Test func `the outermost argument takes precedence`() throws {
        let partials = [
            "parent": "{{<older}}{{$a}}p{{/a}}{{/older}}", "older": "{{<oldest}}{{$a}}o{{/a}}{{/oldest}}",
            "oldest": "{{$a}}g{{/a}}",
        ]
        #expect(try render("{{<parent}}{{$a}}c{{/a}}{{/parent}}", partials: partials) == "c")
        #expect(try render("{{<parent}}{{/parent}}", partials: partials) == "p")
        #expect(try render("{{>oldest}}", partials: partials) == "g")
    }

    @Test func `arguments apply to partials that the parent includes`() throws {
        let partials = ["p": "{{>q}}", "q": "{{$a}}q{{/a}}"]
        #expect(try render("{{<p}}{{$a}}1{{/a}}{{/p}}", partials: partials) == "1")
    }

    /// Otherwise an argument with a block of the same name would replace itself without end.
    @Test func `a block within an argument belongs to the template in which the argument is written`() throws
    {
        #expect(
            try render("{{<p}}{{$a}}1{{$a}}2{{/a}}{{/a}}{{/p}}", partials: ["p": "[{{$a}}a{{/a}}]"]) == "[12]"
        )
        let partials = [
            "middle": "{{<p}}{{$a}}1{{$b}}2{{/b}}{{/a}}{{/p}}", "p": "[{{$a}}a{{/a}}{{$b}}b{{/b}}]",
        ]
        #expect(try render("{{<middle}}{{$b}}3{{/b}}{{/middle}}", partials: partials) == "[133]")
        #expect(try render("{{>middle}}", partials: partials) == "[12b]")
    }

    /// The argument replaces the block that contains the parent, which ends the recursion.
    @Test func `parents may include each other where arguments end the recursion`() throws {
        let partials = [
            "p": "{{$a}}p{{/a}}{{$b}}{{<q}}{{/q}}{{/b}}",
            "q": "{{$a}}q{{/a}}{{<p}}{{$b}}end{{/b}}{{/p}}",
        ]
        #expect(try render("{{<p}}{{$a}}1{{/a}}{{/p}}", partials: partials) == "111end")
    }

    @Test func `recursion keeps the arguments of its first inclusion`() throws {
        let partials = ["node": "{{$mark}}-{{/mark}}{{n}}{{#nodes}}{{>node}}{{/nodes}}"]
        let tree: Value = ["n": 1, "nodes": [["n": 2, "nodes": [["n": 3, "nodes": []]]]]]
        #expect(
            try render("{{<node}}{{$mark}}+{{n}}={{/mark}}{{/node}} {{>node}}", tree, partials: partials)
                == "+1=1+2=2+3=3 -1-2-3")
    }

    @Test func `the last of two arguments of the same name counts`() throws {
        #expect(try render("{{<p}}{{$a}}1{{/a}}{{$a}}2{{/a}}{{/p}}", partials: ["p": "{{$a}}a{{/a}}"]) == "2")
    }
}
