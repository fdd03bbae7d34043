extension Migration {
    /// Keeps the id of each project's shared firewall, since a list may leave it out.
    static let firewall = Migration(
        version: 10, statements: ["ALTER TABLE projects ADD COLUMN firewall INTEGER"])
}
