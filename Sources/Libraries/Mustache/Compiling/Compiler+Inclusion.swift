/// Partials, parents and blocks.
extension Compiler {
    mutating func emit(_ inclusion: InclusionNode, _ environment: Environment) throws(TemplateError) {
        try checkSize(at: inclusion.offset, environment)
        let scope = scope(of: inclusion, environment)
        // A tag within a line inserts its template as it is: only whole lines are indented.
        let indentation = indented(environment, by: inclusion.indentation)
        switch inclusion.target {
        case .dynamic(let path):
            let lookup = builder.lookup(path)
            let index = builder.add(
                Program.DynamicInclusion(scope: scope, indentation: stored(indentation)))
            builder.append(
                .dynamicInclusion(lookup, index: index), from: environment.source, at: inclusion.offset)
        case .template(let name):
            guard let template = templates[name] else {
                guard templates.missing == .empty else {
                    throw environment.source.error(
                        at: inclusion.offset, "expected a template named \"\(name)\"")
                }
                return
            }
            let specialization = Specialization(template: name, scope: scope)
            if canInline(specialization) {
                inlining.append(specialization)
                defer { inlining.removeLast() }
                try emit(
                    template.nodes,
                    Environment(source: template.source, scope: scope, indentation: indentation))
            } else {
                let call = Program.CallSite(
                    routine: number(of: specialization), indentation: stored(indentation))
                builder.append(.call(builder.add(call)), from: environment.source, at: inclusion.offset)
            }
        }
    }

    mutating func emit(_ block: BlockNode, _ environment: Environment) throws(TemplateError) {
        try checkSize(at: block.offset, environment)
        guard let argument = scopes[environment.scope].arguments[block.name] else {
            return try emit(block.nodes, environment)
        }
        let indentation = indented(environment, by: block.indentation)
        let inner = Environment(source: argument.source, scope: argument.scope, indentation: indentation)
        let isOnNewLine = block.indentation != nil && !argument.block.nodes.isEmpty
        if isOnNewLine, !argument.block.startsOnNewLine { emitLineStart(inner) }
        try emit(argument.block.nodes, inner)
    }

    private func indented(_ environment: Environment, by added: Range<Int>?) -> Indentation {
        added.map { environment.indentation.adding(environment.source.bytes[$0]) } ?? .none
    }

    private func scope(of inclusion: InclusionNode, _ environment: Environment) -> Int {
        guard !inclusion.arguments.isEmpty else { return environment.scope }
        let inner = scopes[environment.scope].adding(
            inclusion.arguments, from: environment.source, in: environment.scope)
        return scopes.number(of: inner)
    }

    private func canInline(_ specialization: Specialization) -> Bool {
        depth < Self.maxInlineDepth && nodeCount < Self.maxInlineNodes && !inlining.contains(specialization)
    }

    private mutating func stored(_ indentation: Indentation) -> Program.Indentation {
        Program.Indentation(text: builder.store(indentation.bytes), followsCaller: indentation.followsCaller)
    }

    private mutating func number(of specialization: Specialization) -> Int {
        if let known = routineNumbers[specialization] { return known }
        routineSpecializations.append(specialization)
        routineNumbers[specialization] = routineSpecializations.count - 1
        return routineSpecializations.count - 1
    }
}
