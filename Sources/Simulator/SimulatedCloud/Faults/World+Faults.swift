package import SQLite
import SimulatorFaults
import Time

/// A fault that is switched on.
package struct ActiveFault: Sendable {
    package let id: Int64
    package let injection: FaultInjection
    /// The text that was given for it.
    package let text: String
    /// The number of occasions that it has seen.
    package let seen: Int64
    /// The number of occasions on which it fired.
    package let fired: Int64

    var firesNext: Bool { injection.fires(seen: seen, fired: fired) }

    package var json: JSON {
        [
            "id": .integer(id), "fault": .string(text), "seen": .integer(seen), "struck": .integer(fired),
        ]
    }
}

extension World {
    /// Switches a fault on for every thread and process that uses this database.
    package static func switchOn(_ text: String, in database: Database) throws {
        _ = try FaultInjection(text)
        try database.write {
            try database.execute("INSERT INTO faults (text, is_from_start) VALUES (\(text), 0)")
        }
    }

    /// Replaces the faults that an earlier start of the simulator switched on. The same texts in the same order stay as
    /// they are, with their counts.
    package static func setStartFaults(_ texts: [String], in database: Database) throws {
        for text in texts { _ = try FaultInjection(text) }
        try database.write {
            let present = try database.rows("SELECT text FROM faults WHERE is_from_start = 1 ORDER BY id") {
                row throws(SQLiteError) in try row.text("text")
            }
            if present == texts { return }
            try database.execute("DELETE FROM faults WHERE is_from_start = 1")
            for text in texts {
                try database.execute("INSERT INTO faults (text, is_from_start) VALUES (\(text), 1)")
            }
        }
    }

    /// Switches one fault off, or with nil all of them, which also ends the actions that were stuck. Returns the number of
    /// faults.
    @discardableResult
    package static func switchOff(_ id: Int64?, in database: Database) throws -> Int {
        try database.write {
            if id == nil { try endEndlessActions(in: database) }
            return try database.execute("DELETE FROM faults WHERE id = \(id) OR \(id) IS NULL")
        }
    }

    /// Ends the actions that have begun now; those that wait for another end in turn.
    private static func endEndlessActions(in database: Database) throws {
        try database.execute(
            """
            INSERT INTO events (due_at, kind, subject_id)
            SELECT begun_at, \(Event.finishAction.rawValue), id FROM actions
            WHERE duration_ms IS NULL AND status = 'running' AND begun_at IS NOT NULL
            """)
        try database.execute("UPDATE actions SET duration_ms = 0 WHERE duration_ms IS NULL")
    }

    /// The faults that are on, oldest first.
    package static func faults(in database: Database) throws -> [ActiveFault] {
        let rows = try database.rows("SELECT * FROM faults ORDER BY id") { row throws(SQLiteError) in
            (try row.int("id"), try row.text("text"), try row.int("seen"), try row.int("fired"))
        }
        return try rows.map { id, text, seen, fired in
            ActiveFault(id: id, injection: try FaultInjection(text), text: text, seen: seen, fired: fired)
        }
    }

    /// Lets the first fault fire that is due on this occasion, and returns its effect.
    ///
    /// `effect` gives an injection's effect on this occasion, or nil when it is meant for others. Every fault that is
    /// meant counts the occasion; only one fires.
    func fire<Effect>(_ effect: (FaultInjection) -> Effect?) throws -> Effect? {
        var fired: Effect?
        for active in try Self.faults(in: database) {
            guard let effect = effect(active.injection) else { continue }
            let fires = fired == nil && active.firesNext
            if fires { fired = effect }
            try count(active, fires: fires)
        }
        return fired
    }

    /// The faults that fire for a new server's machine, each on its own: blank-separated names, one that has a length
    /// of time followed by `=` and its seconds.
    func machineFaults() throws -> String {
        var texts: [String] = []
        for active in try Self.faults(in: database) {
            guard let text = active.injection.machineFault else { continue }
            if active.firesNext { texts.append(text) }
            try count(active, fires: active.firesNext)
        }
        return texts.joined(separator: " ")
    }

    private func count(_ active: ActiveFault, fires: Bool) throws(SQLiteError) {
        try database.execute(
            "UPDATE faults SET seen = seen + 1, fired = fired + \(fires) WHERE id = \(active.id)")
    }
}

extension FaultInjection {
    /// The text that goes with a server to its machine; nil for a fault that doesn't concern it.
    fileprivate var machineFault: String? {
        switch fault {
        case .noNetwork, .machine:
            fault.parameters.contains(.seconds)
                ? "\(fault.rawValue)=\(Double(seconds.milliseconds) / 1000)" : fault.rawValue
        case .response, .actionMissing, .listing, .wrongDate, .creation, .action, .firewallInUse: nil
        }
    }
}
