/// Templates that couldn't be written out in place: those that include themselves, and those that the context
/// names.
extension Renderer {
    mutating func call(_ number: UInt32, _ index: Int, _ place: Place) throws(TemplateError) {
        let call = place.code.program.calls[Int(number)]
        let routine = place.code.program.routines[call.routine]
        try enter(index, place)
        defer { leave() }
        let indentation = indentation(call.indentation, place)
        try withUnsafePointer(to: indentation) { (indentation) throws(TemplateError) in
            let inner = Place(code: place.code, frame: place.frame, indentation: indentation)
            try run(routine.start..<routine.end, at: inner)
        }
    }

    /// Includes the template that a value names; nothing when it names none.
    mutating func include(
        _ value: UnsafePointer<Value>, _ number: UInt32, _ index: Int, _ place: Place
    ) throws(TemplateError) {
        guard case .string(let name) = value.pointee, let template = templates[name] else {
            if unknownNames == .refused { report("expected the name of a template", index, place) }
            return
        }
        let inclusion = place.code.program.dynamicInclusions[Int(number)]
        let program = try variant(of: template, inclusion.scope, place.code.scopes)
        try enter(index, place)
        defer { leave() }
        let indentation = indentation(inclusion.indentation, place)
        try withUnsafePointer(to: indentation) { (indentation) throws(TemplateError) in
            try run(program, place.code.scopes, on: place.frame, indentation)
        }
    }

    /// The program of a template for being included with any indentation.
    private func variant(
        of template: ParsedTemplate, _ scope: Int, _ scopes: ScopeTable
    ) throws(TemplateError) -> Program {
        let key = Compiler.Key(template: template.name, scope: scope)
        return try scopes.variant(key) { () throws(TemplateError) in
            var compiler = Compiler(templates: templates, scopes: scopes)
            return try compiler.compile(template, scope: scope, base: .routine)
        }
    }

    private func indentation(_ added: Program.Indentation, _ place: Place) -> Indentation {
        Indentation(text: place.code.text(added.text), outer: added.isNested ? place.indentation : nil)
    }
}
