/// `{{>name}}`, or `{{<name}}…{{/name}}` with its arguments.
final class Inclusion: Sendable {
    enum Target: Sendable {
        case template(String)
        /// The template named by the value at this path: `{{>*path}}`.
        case dynamic(Path)
    }

    let target: Target
    /// The blanks before a tag that stands alone on its lines, prepended to each line of what is included;
    /// nil for a tag that shares its line.
    let indentation: Range<Int>?
    /// The blocks of a parent tag.
    let arguments: [Block]
    let offset: Int

    init(target: Target, indentation: Range<Int>?, arguments: [Block], offset: Int) {
        self.target = target
        self.indentation = indentation
        self.arguments = arguments
        self.offset = offset
    }
}
