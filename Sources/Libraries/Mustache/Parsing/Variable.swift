/// `{{path}}`, `{{{path}}}` or `{{&path}}`.
struct Variable: Sendable {
    let path: Path
    let isEscaped: Bool
    /// The tag.
    let range: Range<Int>
}
