/// Compiles syntax trees to a program. Partials, parents and blocks are inlined, so that rendering never looks one up;
/// only a template that includes itself, or would grow beyond a limit, becomes a routine.
struct Compiler {
    /// The limit for templates, blocks and sections inlined within each other, beyond which templates become routines.
    static let maxInlineDepth = 150
    /// The number of compiled nodes beyond which templates become routines.
    static let maxInlineNodes = 20_000
    /// The limit for templates, blocks and sections within each other, beyond which a template is refused.
    static let maxDepth = 300
    /// The number of compiled nodes beyond which a template is refused.
    static let maxNodes = 200_000
    /// The size of a program's text beyond which a template is refused.
    static let maxTextBytes = 64 << 20

    /// The surroundings of the nodes being compiled: their text, and the arguments of blocks and the indentation where
    /// they are inlined.
    struct Environment {
        let source: SourceText
        let scope: Int
        let indentation: Indentation
    }

    /// The indentation that each line gets on top of its own.
    struct Indentation {
        let bytes: [UInt8]
        /// True when the indentation that a routine is called with comes before `bytes`.
        let followsCaller: Bool

        static let none = Indentation(bytes: [], followsCaller: false)
        /// That of a routine: the one it is called with.
        static let caller = Indentation(bytes: [], followsCaller: true)

        func adding(_ indentation: ArraySlice<UInt8>) -> Indentation {
            Indentation(bytes: bytes + indentation, followsCaller: followsCaller)
        }
    }

    /// A template with the arguments of its blocks, by the number of their scope: inclusions of the same
    /// specialization share their code.
    struct Specialization: Hashable {
        let template: String
        let scope: Int
    }

    let templates: TemplateSet
    var builder = ProgramBuilder()
    let scopes: ScopeTable
    /// The templates being inlined, outermost first.
    var inlining: [Specialization] = []
    var depth = 0
    /// Nodes compiled so far, each counted as often as it was inlined.
    var nodeCount = 0
    var routineNumbers: [Specialization: Int] = [:]
    var routineSpecializations: [Specialization] = []

    init(templates: TemplateSet, scopes: ScopeTable) {
        self.templates = templates
        self.scopes = scopes
    }

    /// The program of a template as a whole, or of one that is included in a scope and, with `.caller`, at an
    /// indentation that is known only when it is rendered.
    mutating func compile(
        _ template: ParsedTemplate, scope: Int = 0, indentation: Indentation = .none
    ) throws(TemplateError) -> Program {
        inlining = [Specialization(template: template.name, scope: scope)]
        return try compile(
            template.nodes, Environment(source: template.source, scope: scope, indentation: indentation))
    }

    mutating func compile(_ nodes: [SyntaxNode], _ environment: Environment) throws(TemplateError) -> Program
    {
        try emit(nodes, environment)
        let mainEnd = builder.closePart()
        var routines: [Program.Routine] = []
        // A routine may call further routines.
        while routines.count < routineSpecializations.count {
            let specialization = routineSpecializations[routines.count]
            routines.append(try routine(specialization))
        }
        return Program(builder, mainEnd: mainEnd, routines: routines, nodeCount: nodeCount)
    }

    private mutating func routine(_ specialization: Specialization) throws(TemplateError) -> Program.Routine {
        guard let template = templates[specialization.template] else {
            preconditionFailure("BUG: no template for routine \(specialization.template)")
        }
        inlining = [specialization]
        let start = builder.instructions.count
        try emit(
            template.nodes,
            Environment(source: template.source, scope: specialization.scope, indentation: .caller))
        return Program.Routine(start: start, end: builder.closePart())
    }

    mutating func emit(_ nodes: [SyntaxNode], _ environment: Environment) throws(TemplateError) {
        depth += 1
        nodeCount += nodes.count
        defer { depth -= 1 }
        for node in nodes {
            switch node {
            case .lineStart: emitLineStart(environment)
            case .text(let range):
                builder.appendText(
                    environment.source.bytes[range], from: environment.source, at: range.lowerBound)
            case .variable(let variable):
                let lookup = builder.lookup(variable.path)
                builder.append(
                    variable.isEscaped ? .variable(lookup) : .unescapedVariable(lookup),
                    from: environment.source,
                    at: variable.range.lowerBound)
            case .section(let section): try emit(section, environment)
            case .inclusion(let inclusion): try emit(inclusion, environment)
            case .block(let block): try emit(block, environment)
            }
        }
    }

    mutating func emitLineStart(_ environment: Environment) {
        if environment.indentation.followsCaller {
            builder.append(.indentation, from: environment.source, at: 0)
        }
        builder.appendText(environment.indentation.bytes, from: environment.source, at: 0)
    }

    private mutating func emit(_ section: SectionNode, _ environment: Environment) throws(TemplateError) {
        try checkSize(at: section.offset, environment)
        let lookup = builder.lookup(section.path)
        let index = builder.instructions.count
        if section.isInverted {
            builder.append(.invertedSection(lookup, end: 0), from: environment.source, at: section.offset)
        } else {
            let source = builder.add(
                Program.SectionSource(section: section, environment: environment))
            builder.append(
                .section(lookup, end: 0, source: source), from: environment.source, at: section.offset)
        }
        try emit(section.nodes, environment)
        builder.closeSection(at: index)
    }

    /// Throws for templates that grow without bounds, for example when each includes another twice.
    func checkSize(at offset: Int, _ environment: Environment) throws(TemplateError) {
        guard depth < Self.maxDepth else {
            throw environment.source.error(
                at: offset,
                "expected at most \(Self.maxDepth) templates, blocks and sections within each other")
        }
        guard nodeCount < Self.maxNodes, builder.text.count < Self.maxTextBytes else {
            throw environment.source.error(
                at: offset, "expected a smaller template: what it includes grows beyond bounds")
        }
    }
}
