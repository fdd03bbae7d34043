/// What to do about a name that no object on the context stack has.
package enum UnknownNames: Sendable {
    /// Render nothing, as the specification asks.
    case empty
    /// Refuse the rendering and report each: for testing templates.
    case refused
}
