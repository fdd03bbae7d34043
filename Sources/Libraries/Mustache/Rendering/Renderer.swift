/// Runs programs over a context, writing to a buffer.
struct Renderer: ~Copyable {
    /// Sections and included templates within each other: far beyond any page, and little enough for a
    /// thread with 1 MiB of stack.
    static let maxDepth = 200
    /// Items of sections and included templates in all: what takes more would take forever.
    static let maxEntries = 2_000_000
    /// What compiling a node of a lambda's answer counts as, since it takes about as long.
    static let entriesPerNode = 16

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

    /// Runs a whole program, and refuses what it wrote when that was too long.
    mutating func run(
        _ program: Program, _ scopes: ScopeTable, on frame: UnsafePointer<Frame>,
        _ indentation: UnsafePointer<Indentation>? = nil
    ) throws(TemplateError) {
        try Code.with(program, scopes) { (code) throws(TemplateError) in
            let place = Place(code: code, frame: frame, indentation: indentation)
            try run(0..<program.mainEnd, at: place)
            if program.mainEnd > 0 { try checkRoom(program.mainEnd - 1, place) }
        }
    }

    // Inlined in its callers it would take more of the stack at each level of recursion.
    @inline(never)
    mutating func run(_ range: Range<Int>, at place: Place) throws(TemplateError) {
        var next = range.lowerBound
        while next < range.upperBound {
            let index = next
            next += 1
            switch place.code.instructions[index] {
            case .text(let range):
                output.write(place.code.text(range))
            case .variable(let lookup):
                guard let value = find(lookup, index, place) else { continue }
                try write(value, isEscaped: true, index, place)
            case .rawVariable(let lookup):
                guard let value = find(lookup, index, place) else { continue }
                try write(value, isEscaped: false, index, place)
            case .section(let lookup, let end, _):
                next = Int(end)
                guard let value = find(lookup, index, place) else { continue }
                try runSection(value, index, place)
            case .invertedSection(let lookup, let end):
                guard let value = find(lookup, index, place), value.pointee.isTruthy else { continue }
                next = Int(end)
            case .call(let number):
                try call(number, index, place)
            case .dynamicInclusion(let lookup, let number):
                guard let value = find(lookup, index, place) else { continue }
                try include(value, number, index, place)
            case .indentation:
                place.indentation?.pointee.write(to: &output)
            }
        }
    }

    /// Goes deeper; refuses a rendering that never ends.
    mutating func enter(_ index: Int, _ place: Place, levels: Int = 1) throws(TemplateError) {
        guard depth + levels <= Self.maxDepth else {
            let limit = "\(Self.maxDepth) sections and templates within each other"
            throw TemplateError([
                place.diagnostic(at: index, "expected an end to this recursion, found more than \(limit)")
            ])
        }
        guard entries < Self.maxEntries else { throw Self.endless(index, place) }
        try checkRoom(index, place)
        depth += levels
        entries += 1
    }

    /// Refuses a rendering that was cut because it is too long.
    func checkRoom(_ index: Int, _ place: Place) throws(TemplateError) {
        if output.isFull { throw Self.endless(index, place) }
    }

    private static func endless(_ index: Int, _ place: Place) -> TemplateError {
        TemplateError([place.diagnostic(at: index, "expected an end to this page, found no sign of one")])
    }

    /// Counts what it took to compile an answer.
    mutating func charge(_ program: Program) { entries += program.nodeCount * Self.entriesPerNode }

    mutating func leave(levels: Int = 1) { depth -= levels }

    /// Reports each error once, however often its tag is rendered.
    mutating func report(_ message: String, _ index: Int, _ place: Place) {
        let diagnostic = place.diagnostic(at: index, message)
        if !diagnostics.contains(diagnostic) { diagnostics.append(diagnostic) }
    }
}

/// Where a renderer is: in which program, with what on the context stack, in which indentation.
struct Place {
    let code: Code
    let frame: UnsafePointer<Frame>
    let indentation: UnsafePointer<Indentation>?

    func with(_ frame: UnsafePointer<Frame>) -> Place {
        Place(code: code, frame: frame, indentation: indentation)
    }

    func diagnostic(at index: Int, _ message: String) -> TemplateError.Diagnostic {
        code.program.diagnostic(at: index, message)
    }
}

/// What a routine writes at the start of each line: the indentation of the tag that called it, after the one
/// of the routine around that tag. A chain on the native stack, like the frames.
struct Indentation {
    let text: UnsafeBufferPointer<UInt8>
    let outer: UnsafePointer<Indentation>?

    func write(to output: inout OutputBuffer) {
        outer?.pointee.write(to: &output)
        output.write(text)
    }
}
