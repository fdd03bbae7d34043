extension Migration {
    /// Names each lease, so that a server can tell two with the same fence apart.
    static let serverFence = Migration(
        version: 7, statements: ["ALTER TABLE jobs ADD COLUMN lease_name TEXT"])
}
