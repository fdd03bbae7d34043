package import Crypto
import Time

/// A new server's one report on its set-up.
package struct Callback: Sendable, Equatable {
    /// Persisted, so the raw values never change.
    package enum Outcome: String, Sendable {
        case succeeded, failed
    }

    package let outcome: Outcome
    /// On failure the step's name and its last lines, for the operator.
    package let detail: String?
    /// The machine's `ssh-ed25519` host key, without a comment.
    package let hostKey: String?

    init?(_ row: Row) throws(StoreError) {
        guard let outcome: Outcome = try row.optionalValue("callback_outcome") else { return nil }
        self.outcome = outcome
        detail = try row.optionalText("callback_detail")
        hostKey = try row.optionalText("host_key")
    }
}

/// The effect of a callback.
package enum CallbackReceipt: Equatable, Sendable {
    /// It was the first use of an unfinished job's token. Launch the jobs that are due.
    case recorded(Job.ID)
    /// The token was used before, or its job has ended; nothing changed.
    case alreadyUsed
    /// No job of that user has that token.
    case unknown
}

/// The status of a callback's token.
package enum CallbackTokenStatus: Equatable, Sendable {
    /// An unfinished job has that token, and it was not used yet.
    case expected(Job.ID)
    /// It was used before, or its job has ended.
    case alreadyUsed
    /// No job of that user has that token.
    case unknown
}

extension Store {
    /// The job's callback token, created on first use. It is stored sealed until the server exists, so that a job
    /// which is taken up again sends the same user-data; after that only its hash is stored. Throws
    /// `StoreError.leaseLost`.
    package func callbackToken(under lease: Lease) throws -> Token {
        try database.write {
            let job = try job(under: lease)
            let sealed = try database.row("SELECT callback_token FROM jobs WHERE id = \(job.id)") {
                try $0.optionalBlob("callback_token")
            }
            if let sealed, let sealed {
                let text = try unseal(sealed, for: .callbackToken(job.id)).reveal()
                guard let token = Token(text: text) else {
                    preconditionFailure("BUG: a sealed token is a token")
                }
                return token
            }
            let token = try Token.random(from: random)
            let fresh = try seal(Secret(token.reveal()), for: .callbackToken(job.id))
            try update(
                lease,
                """
                UPDATE jobs SET callback_token = \(fresh), callback_token_hash = \(token.sha256), updated_at = \(now)
                WHERE id = \(job.id) AND fence = \(lease.fence) AND callback_token IS NULL
                """)
            return token
        }
    }

    /// Tells what recording a callback with that token would do. Changes nothing.
    package func callbackTokenStatus(of user: User.ID, token: Token) throws -> CallbackTokenStatus {
        let candidates = try database.rows(
            """
            SELECT id, callback_token_hash, coalesce(callback_used_at, ended_at) IS NOT NULL AS is_used_up FROM jobs
            WHERE user_id = \(user) AND callback_token_hash IS NOT NULL ORDER BY created_at DESC LIMIT 10
            """
        ) { row in
            (
                id: try row.id("id") as Job.ID, hash: try row.blob("callback_token_hash"),
                isUsedUp: try row.bool("is_used_up")
            )
        }
        guard let job = candidates.first(where: { token.matches(sha256: $0.hash) }) else { return .unknown }
        return job.isUsedUp ? .alreadyUsed : .expected(job.id)
    }

    /// Records a new server's report, whatever step its job is in: a callback may overtake the commit of the
    /// create step. Only the first callback of a token changes anything.
    package func recordCallback(
        user: User.ID, token: Token, outcome: Callback.Outcome, hostKey: String?, detail: String?
    ) throws -> CallbackReceipt {
        try database.write {
            switch try callbackTokenStatus(of: user, token: token) {
            case .expected(let job):
                try setCallback(of: job, outcome, hostKey, detail) ? .recorded(job) : .alreadyUsed
            case .alreadyUsed: .alreadyUsed
            case .unknown: .unknown
            }
        }
    }

    /// Records the callback; false when the job has ended or has had one.
    func setCallback(
        of job: Job.ID, _ outcome: Callback.Outcome, _ hostKey: String?, _ detail: String?
    ) throws -> Bool {
        try database.write {
            let isFirst = try database.execute(
                """
                UPDATE jobs SET callback_used_at = \(now), callback_outcome = \(outcome.rawValue),
                    callback_detail = \(detail), wake_at = NULL, wake_count = wake_count + 1, updated_at = \(now)
                WHERE id = \(job) AND callback_used_at IS NULL AND ended_at IS NULL
                """)
            guard isFirst == 1 else { return false }
            try database.execute(
                "UPDATE servers SET host_key = \(hostKey), updated_at = \(now) WHERE \(server(of: job))")
            return true
        }
    }
}
