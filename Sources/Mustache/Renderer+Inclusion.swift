/// What can't be written out when a template is compiled: recursion, dynamic names and lambdas.
extension Renderer {
    mutating func runRoutine(
        _ number: UInt32, _ code: borrowing Code, _ index: Int, at place: Place,
        into output: inout OutputBuffer
    ) throws(TemplateError) {
        let call = code.program.calls[Int(number)]
        let routine = code.program.routines[call.routine]
        try enter(code, index)
        defer { leave() }
        try indented(call.indentation, code, at: place) { (renderer, inner) throws(TemplateError) in
            try renderer.run(code, routine.start..<routine.end, at: inner, into: &output)
        }
    }

    /// Includes the template that a value names; nothing when it names none.
    mutating func include(
        _ value: UnsafePointer<Value>, _ number: UInt32, _ code: borrowing Code, _ index: Int,
        at place: Place, into output: inout OutputBuffer
    ) throws(TemplateError) {
        guard case .string(let name) = value.pointee, let template = templates[name] else {
            if unknownNames == .refused { report("expected the name of a template", code, index) }
            return
        }
        let inclusion = code.program.dynamicInclusions[Int(number)]
        let program = try variant(of: template, inclusion.scope, code.program)
        try enter(code, index)
        defer { leave() }
        try indented(inclusion.indentation, code, at: place) { (renderer, inner) throws(TemplateError) in
            try renderer.run(program, at: inner, into: &output)
        }
    }

    /// The program of a template for being included with any indentation.
    private func variant(
        of template: ParsedTemplate, _ scope: Int, _ program: Program
    ) throws(TemplateError) -> Program {
        // Without arguments it is the same for all who include it.
        let cache = scope == 0 ? templates.variants : program.variants
        return try cache.program(for: .init(template: template.name, scope: scope)) {
            () throws(TemplateError) in
            var compiler = Compiler(templates: templates, scopes: program.scopes)
            compiler.inlining = [.init(template: template.name, scope: scope)]
            return try compiler.compile(
                template.nodes, .init(source: template.source, scope: scope, base: .routine))
        }
    }

    private mutating func indented(
        _ indentation: Program.Indentation, _ code: borrowing Code, at place: Place,
        _ body: (inout Renderer, Place) throws(TemplateError) -> Void
    ) throws(TemplateError) {
        let outer = indentation.isNested ? place.indentation : nil
        let inner = Indentation(text: code.text(indentation.text), outer: outer)
        try withUnsafePointer(to: inner) { (pointer) throws(TemplateError) in
            try body(&self, Place(frame: place.frame, indentation: pointer))
        }
    }

    /// The template that a lambda makes of a section.
    func answer(
        of lambda: Lambda, for section: Program.SectionSource, _ code: borrowing Code, _ index: Int
    ) throws(TemplateError) -> Program {
        let text = lambda.answer(section.source.text(section.section.content))
        let source = Source(name: answerName(code, index), bytes: Array(text.utf8))
        var nodes = try Parser.parse(source, delimiters: section.section.delimiters)
        if case .lineStart = nodes.first, !section.section.beginsLine { nodes.removeFirst() }
        var compiler = Compiler(templates: templates, scopes: code.program.scopes)
        return try compiler.compile(nodes, .init(source: source, scope: section.scope, base: section.base))
    }

    /// What a lambda gives for a variable tag, rendered but not yet escaped.
    mutating func rendered(
        _ lambda: Lambda, _ code: borrowing Code, _ index: Int, at place: Place
    ) throws(TemplateError) -> [UInt8] {
        try enter(code, index)
        defer { leave() }
        let source = Source(name: answerName(code, index), bytes: Array(lambda.answer(nil).utf8))
        var compiler = Compiler(templates: templates)
        let program = try compiler.compile(
            Parser.parse(source), .init(source: source, scope: 0, base: .none))
        var bytes: [UInt8] = []
        try OutputBuffer.append(to: &bytes, expected: source.bytes.count) { (output) throws(TemplateError) in
            try run(program, at: place, into: &output)
        }
        return bytes
    }

    /// What errors call a lambda's answer: the place of the tag that asked for it.
    private func answerName(_ code: borrowing Code, _ index: Int) -> String {
        let tag = code.program.problem(at: index, "")
        guard let position = tag.position else { return tag.file }
        return "\(tag.file):\(position.line):\(position.column): lambda's answer"
    }
}
