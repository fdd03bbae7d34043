/// Runs programs over a context, writing to a buffer.
struct Renderer: ~Copyable {
    /// The limit for sections and included templates within each other: far beyond any page, and small enough for a
    /// thread with a stack of 1 MiB.
    static let maxDepth = 200
    /// The limit for the number of items and included templates in all; a rendering with more would hardly ever end.
    static let maxEntries = 2_000_000
    /// The number of entries that compiling a node of a lambda's result counts as, since it takes about as long.
    static let entriesPerNode = 16

    /// The state of the innermost section or routine being run: its code, the context stack and the indentation that
    /// its lines begin with.
    struct Frame {
        let code: ProgramView
        let context: UnsafePointer<ContextStack>
        let indentation: UnsafePointer<Indentation>?

        func with(_ context: UnsafePointer<ContextStack>) -> Frame {
            Frame(code: code, context: context, indentation: indentation)
        }

        func diagnostic(at index: Int, _ message: String) -> TemplateError.Diagnostic {
            code.program.diagnostic(at: index, message)
        }
    }

    /// The indentation that a routine writes at the start of each line: that of the tag that called it, after the one
    /// that the routine around that tag was called with. A linked list on the native stack, like the context stack.
    struct Indentation {
        let text: UnsafeBufferPointer<UInt8>
        let caller: UnsafePointer<Indentation>?

        func write(to output: inout OutputBuffer) {
            caller?.pointee.write(to: &output)
            output.write(text)
        }
    }

    let templates: TemplateSet
    let unknownNames: UnknownNames
    var output: OutputBuffer
    private(set) var diagnostics: [TemplateError.Diagnostic] = []
    private var depth = 0
    private var entries = 0

    init(templates: TemplateSet, unknownNames: UnknownNames, output: consuming OutputBuffer) {
        self.templates = templates
        self.unknownNames = unknownNames
        self.output = output
    }

    /// Runs a whole program; throws when the rendering is too long.
    mutating func run(
        _ program: Program, _ scopes: ScopeTable, on context: UnsafePointer<ContextStack>,
        _ indentation: UnsafePointer<Indentation>? = nil
    ) throws(TemplateError) {
        try ProgramView.with(program, scopes) { (code) throws(TemplateError) in
            let frame = Frame(code: code, context: context, indentation: indentation)
            try run(0..<program.mainEnd, in: frame)
            if program.mainEnd > 0 { try checkLength(program.mainEnd - 1, frame) }
        }
    }

    // Inlined in its callers, it would need more of the native stack at each level of recursion.
    @inline(never)
    mutating func run(_ range: Range<Int>, in frame: Frame) throws(TemplateError) {
        var next = range.lowerBound
        while next < range.upperBound {
            let index = next
            next += 1
            switch frame.code.instructions[index] {
            case .text(let range):
                output.write(frame.code.text(range))
            case .variable(let lookup):
                guard let value = find(lookup, index, frame) else { continue }
                try write(value, isEscaped: true, index, frame)
            case .unescapedVariable(let lookup):
                guard let value = find(lookup, index, frame) else { continue }
                try write(value, isEscaped: false, index, frame)
            case .section(let lookup, let end, _):
                next = Int(end)
                guard let value = find(lookup, index, frame) else { continue }
                try runSection(value, index, frame)
            case .invertedSection(let lookup, let end):
                guard let value = find(lookup, index, frame), value.pointee.isTruthy else { continue }
                next = Int(end)
            case .call(let number):
                try call(number, index, frame)
            case .dynamicInclusion(let lookup, let number):
                guard let value = find(lookup, index, frame) else { continue }
                try include(value, number, index, frame)
            case .indentation:
                frame.indentation?.pointee.write(to: &output)
            }
        }
    }

    /// Enters a section or an included template; throws for a rendering that never ends.
    mutating func enter(_ index: Int, _ frame: Frame, levels: Int = 1) throws(TemplateError) {
        guard depth + levels <= Self.maxDepth else {
            let limit = "\(Self.maxDepth) sections and templates within each other"
            throw TemplateError([
                frame.diagnostic(at: index, "expected an end to this recursion, found more than \(limit)")
            ])
        }
        guard entries < Self.maxEntries else { throw Self.endlessError(index, frame) }
        try checkLength(index, frame)
        depth += levels
        entries += 1
    }

    /// Throws when output was dropped because the rendering is too long.
    func checkLength(_ index: Int, _ frame: Frame) throws(TemplateError) {
        if output.isFull { throw Self.endlessError(index, frame) }
    }

    private static func endlessError(_ index: Int, _ frame: Frame) -> TemplateError {
        TemplateError([frame.diagnostic(at: index, "expected an end to this page, found no sign of one")])
    }

    /// Adds the work of compiling a lambda's result to the number of entries.
    mutating func countCompilation(of program: Program) { entries += program.nodeCount * Self.entriesPerNode }

    mutating func leave(levels: Int = 1) { depth -= levels }

    /// Reports each error once, however often its tag is rendered.
    mutating func report(_ message: String, _ index: Int, _ frame: Frame) {
        let diagnostic = frame.diagnostic(at: index, message)
        if !diagnostics.contains(diagnostic) { diagnostics.append(diagnostic) }
    }
}
