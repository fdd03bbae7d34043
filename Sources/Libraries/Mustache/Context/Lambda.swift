/// A value computed when a tag asks for it: a closure that answers with template text.
///
/// For a variable tag the closure gets nil, and its answer is rendered with the default delimiters and then
/// escaped as the tag asks. For a section it gets the section's text as it stands in the template, tags and
/// all, and its answer is rendered with the delimiters in force there. Answers are never kept: a tag that is
/// rendered twice asks twice. The closure runs on the rendering thread.
///
/// Source: the `~lambdas` module of the Mustache specification.
package final class Lambda: Sendable {
    let answer: @Sendable (_ section: String?) -> String

    package init(_ answer: @escaping @Sendable (_ section: String?) -> String) {
        self.answer = answer
    }
}
