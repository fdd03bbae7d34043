import Synchronization

/// The arguments that the blocks of an included template are replaced with. Programs know a scope by its number
/// in a `ScopeTable`; number 0 is the empty scope.
struct Scope: Hashable {
    struct Argument: Hashable {
        let block: BlockNode
        let source: SourceText
        /// The scope around the parent tag, which the blocks inside the argument belong to.
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

    /// The scope within a parent tag's template. What comes from farther out takes precedence, so that the
    /// template one asks for decides, and its ancestors give defaults; of two arguments side by side, the last.
    func adding(_ blocks: [BlockNode], from source: SourceText, in scope: Int) -> Scope {
        var inner = self
        for block in blocks where arguments[block.name] == nil {
            inner.arguments[block.name] = Argument(block: block, source: source, scope: scope)
        }
        return inner
    }
}

/// The scopes that programs know by number, and the programs that the context's names asked for in them.
///
/// Scopes are few: each level of inheritance can only add arguments to those before it. So the table stops
/// growing soon, however long its programs are rendered.
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

    /// A table that begins with another's scopes and can be forgotten with what it adds to them.
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

    /// The program of a template in a scope, made when it is first asked for.
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
