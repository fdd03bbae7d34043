/// One step of a compiled template. Plain numbers only, so that running them counts no references.
enum Instruction {
    /// Writes bytes of the program's text.
    case text(TextRange)
    case variable(Lookup)
    case unescapedVariable(Lookup)
    /// Runs the instructions up to `end` once for each item of a list, once for another true value.
    case section(Lookup, end: UInt32, source: UInt32)
    /// Runs the instructions up to `end` for a false value.
    case invertedSection(Lookup, end: UInt32)
    /// Runs a routine: a template that is included within itself.
    case call(UInt32)
    /// Runs the template that the value names.
    case dynamicInclusion(Lookup, index: UInt32)
    /// Writes the indentation that the including tag gave a routine.
    case indentation
}

/// A piece of a program's text.
struct TextRange {
    let start: UInt32
    var count: UInt32
}

/// A path in a program: the first name here, the names after it among the program's names.
struct Lookup {
    let start: ValuePath.Start
    /// Nil for the implicit iterator.
    let first: Name?
    let restStart: UInt32
    let restCount: UInt32
}
