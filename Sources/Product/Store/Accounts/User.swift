package import Crypto
package import Time

/// An account.
package struct User: Sendable {
    package typealias ID = RowID<User>

    package let id: ID
    /// Case-folded; unique.
    package let email: String
    package let name: String
    package let createdAt: Instant

    init(_ row: Row) throws(StoreError) {
        id = try row.id("id")
        email = try row.text("email")
        name = try row.text("name")
        createdAt = try row.instant("created_at")
    }
}

extension Store {
    /// Adds an account, without a subscription unless one was paid for under its address before. Throws
    /// `StoreError.emailTaken` when the address is in use.
    package func addUser(email: String, name: String, password: PasswordHash) throws -> User.ID {
        let id = try User.ID.random(from: random)
        let folded = Self.folded(email)
        do {
            try database.write {
                try database.execute(
                    """
                    INSERT INTO users (id, email, password_hash, name, created_at, updated_at)
                    VALUES (\(id), \(folded), \(password.encoded), \(name), \(now), \(now))
                    """)
                try database.execute("INSERT INTO subscriptions (user_id, updated_at) VALUES (\(id), \(now))")
                try claimBilling(for: id, email: folded)
            }
        } catch StoreError.uniqueViolation {
            throw StoreError.emailTaken
        }
        return id
    }

    /// The account of that id, or nil.
    package func user(_ id: User.ID) throws -> User? {
        try database.row("SELECT * FROM users WHERE id = \(id)", User.init)
    }

    /// The account with that address, in any case, or nil.
    package func user(email: String) throws -> User? {
        try database.row("SELECT * FROM users WHERE email = \(Self.folded(email))", User.init)
    }

    /// Every account, oldest first.
    package func users() throws -> [User] {
        try database.rows("SELECT * FROM users ORDER BY created_at, id", User.init)
    }

    /// The account's password, or nil when there is no such account.
    package func passwordHash(of user: User.ID) throws -> PasswordHash? {
        let encoded = try database.row("SELECT password_hash FROM users WHERE id = \(user)") {
            try $0.text("password_hash")
        }
        return try encoded.map(PasswordHash.init(encoded:))
    }

    /// Sets a new password and ends every session of the account. Throws `StoreError.noSuchUser`.
    package func setPassword(_ password: PasswordHash, of user: User.ID) throws {
        try database.write {
            let changed = try database.execute(
                "UPDATE users SET password_hash = \(password.encoded), updated_at = \(now) WHERE id = \(user)"
            )
            guard changed == 1 else { throw StoreError.noSuchUser }
            try database.execute("DELETE FROM sessions WHERE user_id = \(user)")
        }
    }

    /// Stores the same password under another hash; sessions stay.
    package func replacePasswordHash(_ hash: PasswordHash, of user: User.ID) throws {
        try database.execute(
            "UPDATE users SET password_hash = \(hash.encoded), updated_at = \(now) WHERE id = \(user)")
    }

    /// The address as it is stored and compared: people type one address in more than one case.
    static func folded(_ email: String) -> String {
        email.lowercased()
    }
}
