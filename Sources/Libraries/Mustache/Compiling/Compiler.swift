/// Turns nodes into a program. Partials, parents and blocks are written out in place, so that rendering never
/// looks one up; only what includes itself, or would grow beyond bounds, becomes a routine.
struct Compiler {
    /// Templates, blocks and sections written out within each other; beyond it, templates become routines.
    static let maxInlineDepth = 150
    /// Nodes compiled, beyond which templates become routines.
    static let maxInlineNodes = 20_000
    /// What no template is allowed to exceed.
    static let maxDepth = 300
    static let maxNodes = 200_000
    static let maxTextBytes = 64 << 20

    /// What the nodes being compiled belong to.
    struct Site {
        let source: SourceText
        let scope: Int
        let base: Base
    }

    /// A template within a scope: what makes two inclusions the same code.
    struct Key: Hashable {
        let template: String
        let scope: Int
    }

    let templates: TemplateSet
    var builder = ProgramBuilder()
    let scopes: ScopeTable
    /// What is being written out, outermost first.
    var inlining: [Key] = []
    var depth = 0
    /// Nodes compiled so far, each as often as it was written out.
    var nodeCount = 0
    var routineNumbers: [Key: Int] = [:]
    var routineKeys: [Key] = []

    init(templates: TemplateSet, scopes: ScopeTable) {
        self.templates = templates
        self.scopes = scopes
    }

    /// The program of a template as a whole, or of one that is included in a scope and with a base that only
    /// rendering tells.
    mutating func compile(
        _ template: ParsedTemplate, scope: Int = 0, base: Base = .none
    ) throws(TemplateError) -> Program {
        inlining = [Key(template: template.name, scope: scope)]
        return try compile(template.nodes, Site(source: template.source, scope: scope, base: base))
    }

    mutating func compile(_ nodes: [SyntaxNode], _ site: Site) throws(TemplateError) -> Program {
        try emit(nodes, site)
        let mainEnd = builder.closePart()
        var routines: [Program.Routine] = []
        // Routines may ask for further routines.
        while routines.count < routineKeys.count {
            let key = routineKeys[routines.count]
            routines.append(try routine(key))
        }
        return Program(builder, mainEnd: mainEnd, routines: routines, nodeCount: nodeCount)
    }

    private mutating func routine(_ key: Key) throws(TemplateError) -> Program.Routine {
        guard let template = templates[key.template] else {
            preconditionFailure("BUG: no template for routine \(key.template)")
        }
        inlining = [key]
        let start = builder.instructions.count
        try emit(template.nodes, Site(source: template.source, scope: key.scope, base: .routine))
        return Program.Routine(start: start, end: builder.closePart())
    }

    mutating func emit(_ nodes: [SyntaxNode], _ site: Site) throws(TemplateError) {
        depth += 1
        nodeCount += nodes.count
        defer { depth -= 1 }
        for node in nodes {
            switch node {
            case .lineStart: emitLineStart(site)
            case .text(let range):
                builder.appendText(site.source.bytes[range], from: site.source, at: range.lowerBound)
            case .variable(let variable):
                let lookup = builder.lookup(variable.path)
                builder.append(
                    variable.isEscaped ? .variable(lookup) : .rawVariable(lookup), from: site.source,
                    at: variable.range.lowerBound)
            case .section(let section): try emit(section, site)
            case .inclusion(let inclusion): try emit(inclusion, site)
            case .block(let block): try emit(block, site)
            }
        }
    }

    mutating func emitLineStart(_ site: Site) {
        if site.base.isNested { builder.append(.indentation, from: site.source, at: 0) }
        builder.appendText(site.base.bytes, from: site.source, at: 0)
    }

    private mutating func emit(_ section: SectionNode, _ site: Site) throws(TemplateError) {
        try checkSize(at: section.offset, site)
        let lookup = builder.lookup(section.path)
        let index = builder.instructions.count
        if section.isInverted {
            builder.append(.invertedSection(lookup, end: 0), from: site.source, at: section.offset)
        } else {
            let source = builder.add(
                Program.SectionSource(
                    source: site.source, section: section, scope: site.scope, base: site.base))
            builder.append(.section(lookup, end: 0, source: source), from: site.source, at: section.offset)
        }
        try emit(section.nodes, site)
        builder.closeSection(at: index)
    }

    /// Refuses what grows without bounds, as templates that include each other twice at each level do.
    func checkSize(at offset: Int, _ site: Site) throws(TemplateError) {
        guard depth < Self.maxDepth else {
            throw site.source.error(
                at: offset,
                "expected at most \(Self.maxDepth) templates, blocks and sections within each other")
        }
        guard nodeCount < Self.maxNodes, builder.text.count < Self.maxTextBytes else {
            throw site.source.error(
                at: offset, "expected a smaller template: what it includes grows beyond bounds")
        }
    }
}

/// The indentation of the lines being compiled.
struct Base {
    let bytes: [UInt8]
    /// Whether the indentation that a routine is called with comes first.
    let isNested: Bool

    static let none = Base(bytes: [], isNested: false)
    static let routine = Base(bytes: [], isNested: true)

    func adding(_ indentation: ArraySlice<UInt8>) -> Base {
        Base(bytes: bytes + indentation, isNested: isNested)
    }
}
