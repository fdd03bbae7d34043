package import Crypto
import SQLite

/// What became of a callback.
package enum CallbackReceipt: Equatable, Sendable {
    /// First use of a live job's token: recorded. Wake the job.
    case recorded(Job.ID)
    /// The token is one of ours but was used before, or its job has ended: nothing changed.
    case alreadyUsed
    /// No job of that user has that token.
    case unknown
}

/// What a callback's token is good for.
package enum CallbackTokenStatus: Equatable, Sendable {
    /// It is a live job's and was not used yet.
    case expected(Job.ID)
    /// It is one of ours but was used before, or its job has ended.
    case alreadyUsed
    /// No job of that user has that token.
    case unknown
}

extension Store {
    /// What recording a callback of that token would come to. Changes nothing.
    package func callbackTokenStatus(of user: User.ID, token: Token) throws -> CallbackTokenStatus {
        let candidates = try database.rows(
            """
            SELECT id, callback_token_hash, coalesce(callback_used_at, ended_at) IS NOT NULL AS is_dead FROM jobs
            WHERE user_id = \(user) AND callback_token_hash IS NOT NULL ORDER BY created_at DESC LIMIT 10
            """
        ) { row throws(SQLiteError) in
            (
                id: try row.id("id") as Job.ID, hash: try row.blob("callback_token_hash"),
                isDead: try row.bool("is_dead")
            )
        }
        guard let job = candidates.first(where: { token.matches(sha256: $0.hash) }) else { return .unknown }
        return job.isDead ? .alreadyUsed : .expected(job.id)
    }

    /// Records what a new server reports, whatever step its job is in: a callback may overtake the commit of
    /// the create step. Only the first call for a token changes anything.
    package func recordCallback(
        user: User.ID, token: Token, outcome: Callback.Outcome, hostKey: String?, detail: String?
    ) throws -> CallbackReceipt {
        try database.write {
            let job: Job.ID
            switch try callbackTokenStatus(of: user, token: token) {
            case .expected(let expecting): job = expecting
            case .alreadyUsed: return .alreadyUsed
            case .unknown: return .unknown
            }
            try database.execute(
                """
                UPDATE jobs SET callback_used_at = \(now), callback_outcome = \(outcome.rawValue),
                    callback_detail = \(detail), host_key = \(hostKey), updated_at = \(now)
                WHERE id = \(job)
                """)
            return .recorded(job)
        }
    }
}
