/// Lambdas answer with templates, which are compiled when they are given and forgotten when rendered.
extension Renderer {
    /// What an answer is counted as, since it is parsed and compiled on the same stack.
    private static let answerLevels = 2

    /// Runs what a lambda makes of a section, with the delimiters and the indentation of that section.
    mutating func runAnswer(
        of lambda: Lambda, _ number: UInt32, _ index: Int, _ place: Place
    ) throws(TemplateError) {
        try enter(index, place, levels: Self.answerLevels)
        defer { leave(levels: Self.answerLevels) }
        let origin = place.code.program.sections[Int(number)]
        let section = origin.section
        let answer = source(of: lambda.answer(origin.source.text(section.content)), index, place)
        var nodes = try Parser.parse(answer, delimiters: section.delimiters)
        // Like the text it stands for, it may begin within a line.
        if case .lineStart = nodes.first, !section.beginsLine { nodes.removeFirst() }
        let scopes = ScopeTable(extending: place.code.scopes)
        let site = Compiler.Site(source: answer, scope: origin.scope, base: origin.base)
        let program = try compile(nodes, site, scopes)
        try run(program, scopes, on: place.frame, place.indentation)
    }

    /// Writes what a lambda gives for a variable, escaped only when it is rendered.
    mutating func writeAnswer(
        of lambda: Lambda, isEscaped: Bool, _ index: Int, _ place: Place
    ) throws(TemplateError) {
        try enter(index, place, levels: Self.answerLevels)
        defer { leave(levels: Self.answerLevels) }
        let answer = source(of: lambda.answer(nil), index, place)
        let scopes = ScopeTable(extending: place.code.scopes)
        let site = Compiler.Site(source: answer, scope: 0, base: .none)
        let program = try compile(try Parser.parse(answer), site, scopes)
        var bytes: [UInt8] = []
        try OutputBuffer.append(to: &bytes, expected: 0) { (buffer) throws(TemplateError) in
            var apart = buffer
            swap(&output, &apart)
            try run(program, scopes, on: place.frame)
            swap(&output, &apart)
            return apart
        }
        bytes.withUnsafeBufferPointer { bytes in
            if isEscaped { output.writeEscaped(bytes) } else { output.write(bytes) }
        }
    }

    private mutating func compile(
        _ nodes: [SyntaxNode], _ site: Compiler.Site, _ scopes: ScopeTable
    ) throws(TemplateError) -> Program {
        var compiler = Compiler(templates: templates, scopes: scopes)
        let program = try compiler.compile(nodes, site)
        charge(program)
        return program
    }

    /// What errors call an answer is the place of the tag that asked for it.
    private func source(of answer: String, _ index: Int, _ place: Place) -> SourceText {
        let tag = place.diagnostic(at: index, "the lambda's answer")
        return SourceText(name: tag.description, bytes: Array(answer.utf8))
    }
}
