/// A program's tables as plain memory, so that reading them neither copies nor counts references.
///
/// Valid only inside the closure of `with`, which holds program and scopes; so these need no counting either.
struct ProgramView {
    unowned(unsafe) let program: Program
    unowned(unsafe) let scopes: ScopeTable
    let instructions: UnsafeBufferPointer<Instruction>
    private let text: UnsafeBufferPointer<UInt8>
    private let names: UnsafeBufferPointer<Name>

    static func with(
        _ program: Program, _ scopes: ScopeTable, _ body: (ProgramView) throws(TemplateError) -> Void
    ) throws(TemplateError) {
        try program.instructions.withUnsafeBufferPointer { (instructions) throws(TemplateError) in
            try program.text.withUnsafeBufferPointer { (text) throws(TemplateError) in
                try program.names.withUnsafeBufferPointer { (names) throws(TemplateError) in
                    try body(
                        ProgramView(
                            program: program, scopes: scopes, instructions: instructions, text: text,
                            names: names))
                }
            }
        }
    }

    @inline(__always)
    func text(_ range: TextRange) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: text[Int(range.start)..<Int(range.start + range.count)])
    }

    /// The names of a path after its first.
    @inline(__always)
    func rest(of lookup: Lookup) -> UnsafeBufferPointer<Name> {
        UnsafeBufferPointer(
            rebasing: names[Int(lookup.restStart)..<Int(lookup.restStart + lookup.restCount)])
    }
}
