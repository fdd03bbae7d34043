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

extension Store {
    /// Returns the bytes to store.
    func seal(_ value: Secret, for place: SealedPlace) throws(CryptoError) -> [UInt8] {
        try keyring.seal(value, for: place, nonceFrom: random).bytes
    }

    /// Returns the value of stored bytes.
    func unseal(_ stored: [UInt8], for place: SealedPlace) throws(CryptoError) -> Secret {
        try keyring.open(SealedBox(bytes: stored), at: place)
    }
}
