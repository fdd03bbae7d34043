import Synchronization

/// The arguments that replace the blocks of an included template, by the blocks' names. A program refers to a scope by
/// its number in a `ScopeTable`; number 0 is the empty scope.
struct Scope: Hashable {
    struct Argument: Hashable {
        let block: BlockNode
        let source: SourceText
        /// The scope around the parent tag, in which the blocks inside the argument are looked up.
        let scope: Int

        static func == (one: Self, other: Self) -> Bool {
            one.block === other.block && one.scope == other.scope
        }

        func hash(into hasher: inout Hasher) {
            hasher.combine(ObjectIdentifier(block))
            hasher.combine(scope)
        }
    }

    private(set) var arguments: [String: Argument] = [:]

    /// The scope inside a parent tag's template. Arguments from farther out take precedence, so that the template that
    /// is rendered decides and its ancestors give defaults; of two arguments of one tag, the last.
    func adding(_ blocks: [BlockNode], from source: SourceText, in scope: Int) -> Scope {
        var inner = self
        for block in blocks where arguments[block.name] == nil {
            inner.arguments[block.name] = Argument(block: block, source: source, scope: scope)
        }
        return inner
    }
}

/// The scopes that programs refer to by number, and the programs of templates that the context named, compiled for a
/// scope.
///
/// Scopes are few: each level of inheritance can only add arguments to those before it. So the table soon stops
/// growing, however long its programs are rendered.
final class ScopeTable: Sendable {
    private struct Contents {
        var scopes = [Scope()]
        var numbers = [Scope(): 0]
        var specializations: [Compiler.Specialization: Program] = [:]
    }

    private let contents: Mutex<Contents>

    init() {
        contents = Mutex(Contents())
    }

    /// A table that begins with a copy of another's scopes; what is added to it never gets into the other.
    init(extending other: ScopeTable) {
        contents = Mutex(other.contents.withLock { $0 })
    }

    subscript(number: Int) -> Scope {
        contents.withLock { $0.scopes[number] }
    }

    func number(of scope: Scope) -> Int {
        contents.withLock { contents in
            if let known = contents.numbers[scope] { return known }
            contents.scopes.append(scope)
            contents.numbers[scope] = contents.scopes.count - 1
            return contents.scopes.count - 1
        }
    }

    /// The program of a template in a scope, compiled at the first call.
    func program(
        of specialization: Compiler.Specialization, orCompile compile: () throws(TemplateError) -> Program
    ) throws(TemplateError) -> Program {
        if let known = contents.withLock({ $0.specializations[specialization] }) { return known }
        let made = try compile()
        return contents.withLock { contents in
            // Another thread may have been faster; then both use its program.
            if let known = contents.specializations[specialization] { return known }
            contents.specializations[specialization] = made
            return made
        }
    }
}
