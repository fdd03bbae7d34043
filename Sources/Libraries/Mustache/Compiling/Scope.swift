/// The arguments that the blocks of an included template are replaced with. Programs know a scope by its number
/// in a `ScopeTable`; number 0 is the empty scope.
struct Scope: Hashable {
    struct Argument: Hashable {
        let block: Block
        let source: Source
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
    func adding(_ blocks: [Block], from source: Source, in scope: Int) -> Scope {
        var inner = self
        for block in blocks where arguments[block.name] == nil {
            inner.arguments[block.name] = Argument(block: block, source: source, scope: scope)
        }
        return inner
    }
}
