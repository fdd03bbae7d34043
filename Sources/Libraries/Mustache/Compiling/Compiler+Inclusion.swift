/// Partials, parents and blocks.
extension Compiler {
    mutating func emit(_ inclusion: InclusionNode, _ site: Site) throws(TemplateError) {
        try checkSize(at: inclusion.offset, site)
        let scope = scope(of: inclusion, site)
        // A tag within a line inserts its template as it is: only whole lines have an indentation.
        let base = inclusion.indentation.map { site.base.adding(site.source.bytes[$0]) } ?? .none
        switch inclusion.target {
        case .dynamic(let path):
            let lookup = builder.lookup(path)
            let index = builder.add(
                Program.DynamicInclusion(scope: scope, indentation: stored(base)))
            builder.append(.dynamicInclusion(lookup, index: index), from: site.source, at: inclusion.offset)
        case .template(let name):
            guard let template = templates[name] else {
                guard templates.missing == .empty else {
                    throw site.source.error(at: inclusion.offset, "expected a template named \"\(name)\"")
                }
                return
            }
            let key = Key(template: name, scope: scope)
            if canInline(key) {
                inlining.append(key)
                defer { inlining.removeLast() }
                try emit(template.nodes, Site(source: template.source, scope: scope, base: base))
            } else {
                let call = Program.Call(routine: number(of: key), indentation: stored(base))
                builder.append(.call(builder.add(call)), from: site.source, at: inclusion.offset)
            }
        }
    }

    mutating func emit(_ block: BlockNode, _ site: Site) throws(TemplateError) {
        try checkSize(at: block.offset, site)
        guard let argument = scopes[site.scope].arguments[block.name] else {
            return try emit(block.nodes, site)
        }
        var base = Base.none
        if let indentation = block.indentation {
            base = site.base.adding(site.source.bytes[indentation])
        }
        let inner = Site(source: argument.source, scope: argument.scope, base: base)
        let isOnFreshLine = block.indentation != nil && !argument.block.nodes.isEmpty
        if isOnFreshLine, !argument.block.beginsLine { emitLineStart(inner) }
        try emit(argument.block.nodes, inner)
    }

    private func scope(of inclusion: InclusionNode, _ site: Site) -> Int {
        guard !inclusion.arguments.isEmpty else { return site.scope }
        let inner = scopes[site.scope].adding(inclusion.arguments, from: site.source, in: site.scope)
        return scopes.number(of: inner)
    }

    private func canInline(_ key: Key) -> Bool {
        depth < Self.maxInlineDepth && nodeCount < Self.maxInlineNodes && !inlining.contains(key)
    }

    private mutating func stored(_ base: Base) -> Program.Indentation {
        Program.Indentation(text: builder.store(base.bytes), isNested: base.isNested)
    }

    private mutating func number(of key: Key) -> Int {
        if let known = routineNumbers[key] { return known }
        routineKeys.append(key)
        routineNumbers[key] = routineKeys.count - 1
        return routineKeys.count - 1
    }
}
