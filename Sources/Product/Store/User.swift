import SQLite

/// An account.
package struct User: Sendable {
    package typealias ID = RowID<User>

    package let id: ID
    /// Case-folded; unique.
    package let email: String
    package let name: String
    package let isAdmin: Bool
    package let createdAt: Instant

    init(_ row: Row) throws(SQLiteError) {
        id = try row.id("id")
        email = try row.text("email")
        name = try row.text("name")
        isAdmin = try row.bool("is_admin")
        createdAt = try row.instant("created_at")
    }
}
