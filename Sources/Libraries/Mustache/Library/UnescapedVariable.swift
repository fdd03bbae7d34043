/// A tag that writes its value without escaping it. There, a customer's text could become markup, so a test lists
/// them all.
package struct UnescapedVariable: Equatable, Sendable {
    /// The name of the template it is in.
    package let template: String
    /// The start of the tag.
    package let position: TemplateError.Position
    /// As written: `{{{name}}}` or `{{&name}}`.
    package let tag: String
}

extension ParsedTemplate {
    var unescapedVariables: [UnescapedVariable] {
        Self.offsets(in: nodes).map { range in
            UnescapedVariable(
                template: name, position: source.position(of: range.lowerBound), tag: source.text(range))
        }
    }

    private static func offsets(in nodes: [SyntaxNode]) -> [Range<Int>] {
        nodes.flatMap { node -> [Range<Int>] in
            switch node {
            case .variable(let variable): variable.isEscaped ? [] : [variable.range]
            case .section(let section): offsets(in: section.nodes)
            case .inclusion(let inclusion): inclusion.arguments.flatMap { offsets(in: $0.nodes) }
            case .block(let block): offsets(in: block.nodes)
            case .lineStart, .text: []
            }
        }
    }
}
