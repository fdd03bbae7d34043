import Crypto

/// The sealed columns, one place for each row's value.
extension SealedPlace {
    static func telegramToken(_ user: User.ID) -> SealedPlace {
        SealedPlace(table: "telegram_bots", column: "token", rowID: user.text)
    }

    static func claudeCredentials(_ user: User.ID) -> SealedPlace {
        SealedPlace(table: "claude_tokens", column: "credentials", rowID: user.text)
    }

    static func sshPrivateKey(_ user: User.ID) -> SealedPlace {
        SealedPlace(table: "subscriptions", column: "ssh_private_key", rowID: user.text)
    }

    static func callbackToken(_ job: Job.ID) -> SealedPlace {
        SealedPlace(table: "jobs", column: "callback_token", rowID: job.text)
    }
}

extension Keyring {
    /// The bytes to store.
    func sealed(_ value: Secret, for place: SealedPlace) throws(CryptoError) -> [UInt8] {
        try seal(value, for: place).bytes
    }

    /// The value of stored bytes.
    func opened(_ stored: [UInt8], for place: SealedPlace) throws(CryptoError) -> Secret {
        try open(SealedBox(bytes: stored), at: place)
    }
}
