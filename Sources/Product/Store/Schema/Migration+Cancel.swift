extension Migration {
    /// A deploy can be stopped: the wish is a fact of the row, so that it outlives whoever should act on it.
    static let cancel = Migration(
        version: 3, statements: ["ALTER TABLE jobs ADD COLUMN cancel_requested_at INTEGER"])
}
