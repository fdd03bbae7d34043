/// An instruction of a program. It holds plain numbers only, so that running it counts no references.
enum Instruction {
    /// Writes bytes of the program's text.
    case text(TextRange)
    case variable(Lookup)
    case unescapedVariable(Lookup)
    /// Runs the instructions up to `end` once for each item of a list, once for another true value.
    case section(Lookup, end: UInt32, source: UInt32)
    /// Runs the instructions up to `end` for a false value.
    case invertedSection(Lookup, end: UInt32)
    /// Runs a routine, such as a template that includes itself.
    case call(UInt32)
    /// Runs the template that the value names.
    case dynamicInclusion(Lookup, index: UInt32)
    /// Writes the indentation that the routine was called with.
    case indentation
}

/// A range of a program's text, in bytes.
struct TextRange {
    let start: UInt32
    var count: UInt32
}

/// A value's path in a program: the first name, and the range of the others in the program's names.
struct Lookup {
    let start: ValuePath.Start
    /// Nil for the implicit iterator.
    let first: Name?
    let restStart: UInt32
    let restCount: UInt32
}
