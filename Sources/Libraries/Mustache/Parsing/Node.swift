/// A parsed template is a list of nodes. Text is kept as ranges of the source.
enum Node: Sendable {
    /// A line of the template begins: where the indentation goes when the template is included with one.
    case lineStart
    case text(Range<Int>)
    case variable(Variable)
    case section(Section)
    case inclusion(Inclusion)
    case block(Block)
}
