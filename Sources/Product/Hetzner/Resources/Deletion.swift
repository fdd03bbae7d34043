/// What an order to delete has come to.
package enum Deletion: Sendable {
    /// Goes on until the action is finished.
    case started(Action)
    /// There is nothing of that id (any more).
    case gone
}
