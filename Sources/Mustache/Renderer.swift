/// What to do about a name that no object on the context stack has.
package enum UnknownNames: Sendable {
    /// Render nothing, as the specification asks.
    case empty
    /// Refuse the rendering and report each: for testing templates.
    case refused
}

/// Runs programs over a context, writing to a buffer.
struct Renderer: ~Copyable {
    /// Sections and included templates within each other: far beyond any page, and little enough for the stack
    /// of a thread.
    static let maxDepth = 1_000

    let templates: TemplateSet
    let unknownNames: UnknownNames
    var problems: [TemplateError.Problem] = []
    private var depth = 0

    init(templates: TemplateSet, unknownNames: UnknownNames) {
        self.templates = templates
        self.unknownNames = unknownNames
    }

    /// Where on the context stack and in which indentation instructions are run.
    struct Place {
        let frame: UnsafePointer<Frame>
        let indentation: UnsafePointer<Indentation>?
    }

    /// Runs a whole program.
    mutating func run(
        _ program: Program, at place: Place, into output: inout OutputBuffer
    ) throws(TemplateError) {
        try Code.with(program) { (code) throws(TemplateError) in
            try run(code, 0..<program.mainEnd, at: place, into: &output)
        }
    }

    mutating func run(
        _ code: borrowing Code, _ range: Range<Int>, at place: Place, into output: inout OutputBuffer
    ) throws(TemplateError) {
        var index = range.lowerBound
        while index < range.upperBound {
            let current = index
            index += 1
            switch code.instructions[current] {
            case .text(let range):
                output.write(code.text(range))
            case .variable(let lookup):
                guard let value = find(lookup, code, current, place) else { continue }
                try write(value, isEscaped: true, code, current, at: place, into: &output)
            case .rawVariable(let lookup):
                guard let value = find(lookup, code, current, place) else { continue }
                try write(value, isEscaped: false, code, current, at: place, into: &output)
            case .section(let lookup, let end, _):
                index = Int(end)
                guard let value = find(lookup, code, current, place) else { continue }
                try runSection(value, code, current, at: place, into: &output)
            case .invertedSection(let lookup, let end):
                if let value = find(lookup, code, current, place), value.pointee.isTruthy { index = Int(end) }
            case .call(let call):
                try runRoutine(call, code, current, at: place, into: &output)
            case .dynamicInclusion(let lookup, let inclusion):
                guard let value = find(lookup, code, current, place) else { continue }
                try include(value, inclusion, code, current, at: place, into: &output)
            case .indentation:
                place.indentation?.pointee.write(to: &output)
            }
        }
    }

    private mutating func runSection(
        _ value: UnsafePointer<Value>, _ code: borrowing Code, _ index: Int, at place: Place,
        into output: inout OutputBuffer
    ) throws(TemplateError) {
        switch value.pointee {
        case .list(let items):
            // The context outlives the rendering, see Frame.
            guard let first = items.withUnsafeBufferPointer({ $0.baseAddress }) else { return }
            for item in 0..<items.count {
                try runItem(first + item, code, index, at: place, into: &output)
            }
        case let single where single.isTruthy:
            try runItem(value, code, index, at: place, into: &output)
        default: break
        }
    }

    /// Runs a section once, with `value` on top of the context stack.
    private mutating func runItem(
        _ value: UnsafePointer<Value>, _ code: borrowing Code, _ index: Int, at place: Place,
        into output: inout OutputBuffer
    ) throws(TemplateError) {
        guard case .section(_, let end, let source) = code.instructions[index] else {
            preconditionFailure("BUG: instruction \(index) is no section")
        }
        try enter(code, index)
        defer { depth -= 1 }
        if case .lambda(let lambda) = value.pointee {
            let section = code.program.sections[Int(source)]
            let program = try answer(of: lambda, for: section, code, index)
            return try run(program, at: place, into: &output)
        }
        try Frame.with(value, on: place.frame) { (frame) throws(TemplateError) in
            let inner = Place(frame: frame, indentation: place.indentation)
            try run(code, index + 1..<Int(end), at: inner, into: &output)
        }
    }

    /// Counts one more level, and refuses a rendering that never ends.
    mutating func enter(_ code: borrowing Code, _ index: Int) throws(TemplateError) {
        guard depth < Self.maxDepth else {
            let message =
                "expected an end to this recursion: more than \(Self.maxDepth) sections and templates"
                + " within each other"
            throw TemplateError([code.program.problem(at: index, message)])
        }
        depth += 1
    }

    mutating func leave() { depth -= 1 }
}
