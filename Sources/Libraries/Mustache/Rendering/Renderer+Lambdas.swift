/// Lambdas return templates, which are compiled, rendered and freed each time.
extension Renderer {
    /// The number of levels that a result counts as, since it is parsed and compiled on the same native stack.
    private static let resultLevels = 2

    /// Runs a lambda's result for a section, with the delimiters and the indentation of that section.
    mutating func runResult(
        of lambda: Lambda, _ number: UInt32, _ index: Int, _ frame: Frame
    ) throws(TemplateError) {
        try enter(index, frame, levels: Self.resultLevels)
        defer { leave(levels: Self.resultLevels) }
        let origin = frame.code.program.sections[Int(number)]
        let section = origin.section
        let result = source(
            of: lambda.evaluate(origin.environment.source.text(section.content)), index, frame)
        var nodes = try Parser.parse(result, delimiters: section.delimiters)
        // Like the section's text, which it replaces, it may begin within a line.
        if case .lineStart = nodes.first, !section.startsOnNewLine { nodes.removeFirst() }
        let scopes = ScopeTable(extending: frame.code.scopes)
        let environment = Compiler.Environment(
            source: result, scope: origin.environment.scope, indentation: origin.environment.indentation)
        let program = try compile(nodes, environment, scopes)
        try run(program, scopes, on: frame.context, frame.indentation)
    }

    /// Writes a lambda's result for a variable: first rendered, then escaped.
    mutating func writeResult(
        of lambda: Lambda, isEscaped: Bool, _ index: Int, _ frame: Frame
    ) throws(TemplateError) {
        try enter(index, frame, levels: Self.resultLevels)
        defer { leave(levels: Self.resultLevels) }
        let result = source(of: lambda.evaluate(nil), index, frame)
        let scopes = ScopeTable(extending: frame.code.scopes)
        let environment = Compiler.Environment(source: result, scope: 0, indentation: .none)
        let program = try compile(try Parser.parse(result), environment, scopes)
        var bytes: [UInt8] = []
        try OutputBuffer.append(to: &bytes, expected: 0) { (buffer) throws(TemplateError) in
            var apart = buffer
            swap(&output, &apart)
            try run(program, scopes, on: frame.context)
            swap(&output, &apart)
            return apart
        }
        bytes.withUnsafeBufferPointer { bytes in
            if isEscaped { output.writeEscaped(bytes) } else { output.write(bytes) }
        }
    }

    private mutating func compile(
        _ nodes: [SyntaxNode], _ environment: Compiler.Environment, _ scopes: ScopeTable
    ) throws(TemplateError) -> Program {
        var compiler = Compiler(templates: templates, scopes: scopes)
        let program = try compiler.compile(nodes, environment)
        countCompilation(of: program)
        return program
    }

    /// A result's text; its name in errors is the position of the tag that called the lambda.
    private func source(of result: String, _ index: Int, _ frame: Frame) -> SourceText {
        let tag = frame.diagnostic(at: index, "the lambda's answer")
        return SourceText(name: tag.description, bytes: Array(result.utf8))
    }
}
