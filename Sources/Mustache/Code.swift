/// A program as the renderer reads it: its tables as plain memory. Valid within `with` only.
struct Code {
    let program: Program
    let instructions: UnsafeBufferPointer<Instruction>
    private let text: UnsafeBufferPointer<UInt8>
    let names: UnsafeBufferPointer<Name>

    static func with(
        _ program: Program, _ body: (borrowing Code) throws(TemplateError) -> Void
    ) throws(TemplateError) {
        try program.instructions.withUnsafeBufferPointer { (instructions) throws(TemplateError) in
            try program.text.withUnsafeBufferPointer { (text) throws(TemplateError) in
                try program.names.withUnsafeBufferPointer { (names) throws(TemplateError) in
                    try body(Code(program: program, instructions: instructions, text: text, names: names))
                }
            }
        }
    }

    @inline(__always)
    func text(_ range: TextRange) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: text[Int(range.start)..<Int(range.start) + Int(range.count)])
    }
}
