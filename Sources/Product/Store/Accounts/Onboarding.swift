package import Crypto
package import Time

/// The finished parts of a customer's onboarding, as far as a page may show them.
package struct Onboarding: Sendable {
    package let ownerTelegramUserID: Int64?
    package let hasClaudeCredentials: Bool
    package let claudeCredentialsExpireAt: Instant?

    package var isComplete: Bool { ownerTelegramUserID != nil && hasClaudeCredentials }
}

/// The customer's secrets, opened for the hand-over; wiped from memory when released.
package struct HandOverSecrets: Sendable {
    /// The text of the CLI's `.credentials.json`.
    package let claudeCredentials: Secret
    package let telegramBotToken: Secret
    package let ownerTelegramUserID: Int64
}

extension Store {
    /// The customer's onboarding; empty when there is no such account.
    package func onboarding(of user: User.ID) throws -> Onboarding {
        let owner = try database.row("SELECT * FROM telegram_bots WHERE user_id = \(user)") {
            try $0.int("owner_telegram_user_id")
        }
        let claude = try database.row("SELECT expires_at FROM claude_tokens WHERE user_id = \(user)") {
            try $0.optionalInstant("expires_at")
        }
        return Onboarding(
            ownerTelegramUserID: owner, hasClaudeCredentials: claude != nil,
            claudeCredentialsExpireAt: claude ?? nil)
    }

    /// Saves the bot's token, sealed, in place of an earlier one.
    package func setTelegramBot(token: Secret, ownerTelegramUserID: Int64, of user: User.ID) throws {
        let sealed = try seal(token, for: .telegramToken(user))
        try database.write {
            try database.execute(
                """
                INSERT INTO telegram_bots (user_id, token, owner_telegram_user_id, validated, updated_at)
                VALUES (\(user), \(sealed), \(ownerTelegramUserID), 0, \(now))
                ON CONFLICT (user_id) DO UPDATE SET token = excluded.token, bot_username = NULL, validated = 0,
                    owner_telegram_user_id = excluded.owner_telegram_user_id, updated_at = excluded.updated_at
                """)
            try recordAudit("onboarding.telegram_saved", of: user, by: .customer)
        }
    }

    /// Saves the CLI's credentials document, sealed as a whole: its scopes and plan belong to the tokens.
    package func setClaudeCredentials(_ document: Secret, expiresAt: Instant?, of user: User.ID) throws {
        let sealed = try seal(document, for: .claudeCredentials(user))
        try database.write {
            try database.execute(
                """
                INSERT INTO claude_tokens (user_id, credentials, expires_at, updated_at)
                VALUES (\(user), \(sealed), \(expiresAt), \(now))
                ON CONFLICT (user_id) DO UPDATE SET credentials = excluded.credentials,
                    expires_at = excluded.expires_at, updated_at = excluded.updated_at
                """)
            try recordAudit("onboarding.claude_saved", of: user, by: .customer)
        }
    }

    /// Opens the customer's secrets, or nil when onboarding is unfinished. Throws `CryptoError` when a
    /// column can't be opened with our keys.
    package func handOverSecrets(of user: User.ID) throws -> HandOverSecrets? {
        let sealed = try database.row(
            """
            SELECT claude_tokens.credentials, telegram_bots.token, telegram_bots.owner_telegram_user_id
            FROM claude_tokens JOIN telegram_bots USING (user_id) WHERE user_id = \(user)
            """
        ) { row in
            (try row.blob("credentials"), try row.blob("token"), try row.int("owner_telegram_user_id"))
        }
        guard let (credentials, token, owner) = sealed else { return nil }
        return HandOverSecrets(
            claudeCredentials: try unseal(credentials, for: .claudeCredentials(user)),
            telegramBotToken: try unseal(token, for: .telegramToken(user)), ownerTelegramUserID: owner
        )
    }
}
