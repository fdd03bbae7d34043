import Foundation
import SQLite
import TestSupport
import Testing

/// Jobs and their processes.
extension Site {
    /// The processes that run the job.
    func processes(of job: String) -> [RunningProcess] {
        RunningProcess.ours(on: state.path).filter { $0.arguments.contains(job) && $0.isRunning }
    }

    /// Kills the process of the customer's newest job with SIGKILL. Returns the job's id.
    @discardableResult
    func killJob(of customer: Customer) async throws -> String {
        let job = try #require(try jobs(of: customer).last)
        let process = try #require(processes(of: job).first, "no process is at work on the job")
        process.signal(SIGKILL)
        try await waitUntil("the job's process is dead") { processes(of: job).isEmpty }
        return job
    }

    /// Stops a process, but not during a write, when it would hold the lock of the database.
    func pause(_ process: RunningProcess) async throws {
        try await waitUntil("the process is stopped between two writes") {
            process.signal(SIGSTOP)
            do {
                try change("UPDATE jobs SET updated_at = updated_at WHERE 0")
                return true
            } catch is SQLiteError {
                process.signal(SIGCONT)
                return false
            }
        }
    }

    /// Makes the lease of a killed process expire at once.
    func expireLease(of job: String) throws {
        try change("UPDATE jobs SET lease_expires_at = 1 WHERE id = \(job)")
    }

    /// Waits until the customer's newest job is at that step.
    func waitForStep(_ step: String, of customer: Customer) async throws {
        let user = try id(of: customer)
        try await waitUntil("step \(step)") {
            try rows("SELECT step FROM jobs WHERE user_id = \(user) ORDER BY created_at DESC LIMIT 1") {
                row throws(SQLiteError) in try row.text("step")
            } == [step]
        }
    }

    /// Makes the current step of the customer's job start earlier by that duration.
    func ageStep(of customer: Customer, by duration: Duration) throws {
        let user = try id(of: customer)
        let milliseconds = duration.components.seconds * 1000
        try change(
            """
            UPDATE jobs SET step_started_at = step_started_at - \(milliseconds),
                wake_at = wake_at - \(milliseconds)
            WHERE user_id = \(user) AND ended_at IS NULL
            """)
    }

    /// Makes the customer's job and its current step start earlier by that duration.
    func ageJob(of customer: Customer, by duration: Duration) throws {
        try ageStep(of: customer, by: duration)
        let user = try id(of: customer)
        let milliseconds = duration.components.seconds * 1000
        try change(
            """
            UPDATE jobs SET created_at = created_at - \(milliseconds), deadline_at = deadline_at - \(milliseconds)
            WHERE user_id = \(user) AND ended_at IS NULL
            """)
    }

    /// Waits until the customer's job waits, makes that duration pass for it, and lets maintenance take it up.
    func passWait(of customer: Customer, _ duration: Duration) async throws {
        let user = try id(of: customer)
        try await waitUntil("the job waits") {
            try !rows(
                """
                SELECT 1 FROM jobs WHERE user_id = \(user) AND ended_at IS NULL AND lease_owner IS NULL
                    AND wake_at IS NOT NULL
                """
            ) { _ throws(SQLiteError) in }.isEmpty
        }
        try ageJob(of: customer, by: duration)
        let round = try await command("maintain", "--once")
        try #require(round.status == 0, "\(round.errorText)")
    }

    /// The callback's columns of the customer's newest job: outcome, host key, and the time of the last change.
    func callback(of customer: Customer) throws -> [String?] {
        let user = try id(of: customer)
        return try rows(
            "SELECT * FROM jobs_with_servers WHERE user_id = \(user) ORDER BY created_at DESC LIMIT 1"
        ) {
            row throws(SQLiteError) in
            [
                try row.optionalText("callback_outcome"), try row.optionalText("host_key"),
                "\(try row.int("updated_at"))",
            ]
        }.first ?? []
    }

    /// The value of a text column of the customer's newest job.
    func jobColumn(_ column: String, of customer: Customer) throws -> String? {
        let user = try id(of: customer)
        return try rows("SELECT * FROM jobs WHERE user_id = \(user) ORDER BY created_at DESC LIMIT 1") {
            row throws(SQLiteError) in try row.optionalText(column)
        }.first ?? nil
    }
}
