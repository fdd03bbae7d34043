/// Templates that can't be inlined: those that include themselves, and those that the context names.
extension Renderer {
    mutating func call(_ number: UInt32, _ index: Int, _ frame: Frame) throws(TemplateError) {
        let call = frame.code.program.callSites[Int(number)]
        let routine = frame.code.program.routines[call.routine]
        try enter(index, frame)
        defer { leave() }
        let indentation = indentation(call.indentation, frame)
        try withUnsafePointer(to: indentation) { (indentation) throws(TemplateError) in
            let inner = Frame(code: frame.code, context: frame.context, indentation: indentation)
            try run(routine.start..<routine.end, in: inner)
        }
    }

    /// Includes the template that a value names; nothing when it names none.
    mutating func include(
        _ value: UnsafePointer<Value>, _ number: UInt32, _ index: Int, _ frame: Frame
    ) throws(TemplateError) {
        guard case .string(let name) = value.pointee, let template = templates[name] else {
            if unknownNames == .refused { report("expected the name of a template", index, frame) }
            return
        }
        let inclusion = frame.code.program.dynamicInclusions[Int(number)]
        let program = try program(of: template, inclusion.scope, frame.code.scopes)
        try enter(index, frame)
        defer { leave() }
        let indentation = indentation(inclusion.indentation, frame)
        try withUnsafePointer(to: indentation) { (indentation) throws(TemplateError) in
            try run(program, frame.code.scopes, on: frame.context, indentation)
        }
    }

    /// The program of a template in a scope, for any indentation.
    private func program(
        of template: ParsedTemplate, _ scope: Int, _ scopes: ScopeTable
    ) throws(TemplateError) -> Program {
        let specialization = Compiler.Specialization(template: template.name, scope: scope)
        return try scopes.program(of: specialization) { () throws(TemplateError) in
            var compiler = Compiler(templates: templates, scopes: scopes)
            return try compiler.compile(template, scope: scope, indentation: .caller)
        }
    }

    private func indentation(_ added: Program.Indentation, _ frame: Frame) -> Indentation {
        Indentation(text: frame.code.text(added.text), caller: added.followsCaller ? frame.indentation : nil)
    }
}
