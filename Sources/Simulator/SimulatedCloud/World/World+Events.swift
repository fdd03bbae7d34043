package import SQLite
package import Time

extension World {
    /// An event that is scheduled for one subject.
    enum Event: String {
        /// The subject is an action.
        case finishAction = "finish_action"
        /// The subject is a server whose system was asked to shut down.
        case powerOff = "power_off"
        /// The subject is a server whose labels may match other selectors than before.
        case matchSelectors = "match_selectors"
    }

    func schedule(_ event: Event, of subject: Int64, after delay: Duration) throws(SQLiteError) {
        try database.execute(
            """
            INSERT INTO events (due_at, kind, subject_id) VALUES (\(now + delay), \(event.rawValue), \(subject))
            """)
    }

    /// Handles all events that are due, in order and each at its own time, from which its consequences are scheduled.
    /// Safe to repeat. Belongs inside a write transaction.
    package func advance() throws {
        while let due = try nextEvent(by: now) {
            try database.execute("DELETE FROM events WHERE id = \(due.id)")
            try at(due.at).handle(due.event, of: due.subject)
        }
    }

    /// The time of the next event; nil when none is scheduled.
    package static func nextDue(in database: Database) throws(SQLiteError) -> Instant? {
        try database.row("SELECT min(due_at) AS due FROM events") { row throws(SQLiteError) in
            try row.optionalInstant("due")
        } ?? nil
    }

    private typealias DueEvent = (id: Int64, at: Instant, event: Event, subject: Int64)

    private func nextEvent(by limit: Instant) throws(SQLiteError) -> DueEvent? {
        try database.row(
            "SELECT * FROM events WHERE due_at <= \(limit) ORDER BY due_at, id LIMIT 1"
        ) { row throws(SQLiteError) in
            let kind = try row.text("kind")
            guard let event = Event(rawValue: kind) else { preconditionFailure("BUG: an event \(kind)") }
            return (try row.int("id"), try row.instant("due_at"), event, try row.int("subject_id"))
        }
    }

    private func handle(_ event: Event, of subject: Int64) throws {
        switch event {
        case .finishAction:
            if let action = try action(subject) { try finish(action) }
        case .powerOff:
            guard let server = try server(subject), server.status == .stopping else { return }
            try powerOffMachine(of: server)
            try setStatus(.off, of: server.id)
        case .matchSelectors:
            if let server = try server(subject) { try matchSelectors(with: server) }
        }
    }
}
