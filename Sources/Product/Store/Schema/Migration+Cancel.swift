extension Migration {
    /// Lets a deploy be stopped: the request is in the row, so that it outlives the process that should act on it.
    static let cancel = Migration(
        version: 3, statements: ["ALTER TABLE jobs ADD COLUMN cancel_requested_at INTEGER"])
}
