/// A row that this program can't read: a newer release wrote it, or it is damaged. A list leaves it out, so that it
/// costs itself alone.
package struct UnreadableRow: Error, Equatable {
    package let table: String
    /// Of the row, or of what the row belongs to.
    package let id: String
    /// For the operator; holds no value of the row.
    package let reason: String
}
