/// What to do about a partial or parent that names no template.
package enum MissingTemplates: Sendable {
    /// Refuse the template that names it: for templates that are ours.
    case refused
    /// Render nothing in its place, as the specification asks.
    case empty
}
