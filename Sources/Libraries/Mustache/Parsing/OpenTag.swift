/// A section, parent or block whose closing tag has not come yet.
struct OpenTag {
    let tag: Tag
    /// The blanks before a parent's or parameter's tag when nothing else precedes it on its line. They are held
    /// back until the closing tag tells whether they are indentation or text.
    let leading: Range<Int>?
    let contentStart: Int
    /// Whether the content begins with a line, the end of the tag's own line having gone with the tag.
    var contentBeginsLine: Bool { contentStart > tag.range.upperBound }
    /// What to return to when the tag is closed.
    let outerNodes: [Node]
    let outerDedent: Range<Int>
}
