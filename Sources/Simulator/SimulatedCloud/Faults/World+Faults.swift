package import SQLite

/// A fault that is switched on.
package struct SwitchedFault: Sendable {
    package let id: Int64
    package let fault: Fault
    /// As it was given.
    package let text: String
    /// How many occasions it has seen, and on how many it struck.
    package let seen: Int64
    package let fired: Int64

    package var json: JSON {
        [
            "id": .integer(id), "fault": .string(text), "seen": .integer(seen), "struck": .integer(fired),
        ]
    }
}

extension World {
    /// Switches a fault on, for every thread and process on this database at once.
    package static func switchOn(_ text: String, in database: Database) throws {
        _ = try Fault(text)
        try database.write {
            try database.execute("INSERT INTO faults (text, is_from_start) VALUES (\(text), 0)")
        }
    }

    /// Replaces the faults that a start of the simulator switched on by those of another start. The same ones
    /// in the same order stay as they are, with what they have counted.
    package static func setStartFaults(_ texts: [String], in database: Database) throws {
        for text in texts { _ = try Fault(text) }
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

    /// Switches faults off: one, or with nil all, and then what was stuck because of one ends. Gives how many there
    /// were.
    @discardableResult
    package static func switchOff(_ id: Int64?, in database: Database) throws -> Int {
        try database.write {
            if id == nil { try endEndlessActions(in: database) }
            return try database.execute("DELETE FROM faults WHERE id = \(id) OR \(id) IS NULL")
        }
    }

    /// What has begun ends now; what waits for another action ends with it.
    private static func endEndlessActions(in database: Database) throws {
        try database.execute(
            """
            INSERT INTO events (due_at, kind, subject_id)
            SELECT begun_at, \(Event.finishAction.rawValue), id FROM actions
            WHERE duration_ms IS NULL AND status = 'running' AND begun_at IS NOT NULL
            """)
        try database.execute("UPDATE actions SET duration_ms = 0 WHERE duration_ms IS NULL")
    }

    /// The faults that are switched on, in the order in which they were.
    package static func faults(in database: Database) throws -> [SwitchedFault] {
        let rows = try database.rows("SELECT * FROM faults ORDER BY id") { row throws(SQLiteError) in
            (try row.int("id"), try row.text("text"), try row.int("seen"), try row.int("fired"))
        }
        return try rows.map { id, text, seen, fired in
            SwitchedFault(id: id, fault: try Fault(text), text: text, seen: seen, fired: fired)
        }
    }

    /// The first fault that strikes on this occasion. Every fault that `isMeant` is true for counts the
    /// occasion; only one strikes.
    func strike(_ isMeant: (Fault) -> Bool) throws -> Fault? {
        var struck: Fault?
        for item in try Self.faults(in: database) where isMeant(item.fault) {
            let strikes = struck == nil && item.fault.strikes(seen: item.seen, fired: item.fired)
            if strikes { struck = item.fault }
            try database.execute(
                "UPDATE faults SET seen = seen + 1, fired = fired + \(strikes) WHERE id = \(item.id)")
        }
        return struck
    }

    /// Every machine fault that strikes for a new server, each on its own: blank-separated names, one that has a
    /// length of time followed by `=` and its seconds.
    func machineFaults() throws -> String {
        var names: [String] = []
        for item in try Self.faults(in: database) where item.fault.kind.isOfMachine {
            let strikes = item.fault.strikes(seen: item.seen, fired: item.fired)
            if strikes { names.append(item.fault.machineFault) }
            try database.execute(
                "UPDATE faults SET seen = seen + 1, fired = fired + \(strikes) WHERE id = \(item.id)")
        }
        return names.joined(separator: " ")
    }

    /// What becomes of an action of that command.
    func fate(of command: Action.Command) throws -> ActionFate {
        let fault = try strike { fault in
            switch fault.kind {
            case .actionFails, .actionStuck: fault.command.map { $0 == command } ?? true
            case .stuckInitializing: command == .createServer
            default: false
            }
        }
        switch fault?.kind {
        case .actionFails:
            let failure = Action.Failure(code: "action_failed", message: "Action failed")
            return ActionFate(isEndless: false, locks: true, failure: failure)
        case .actionStuck: return ActionFate(isEndless: true, locks: true, failure: nil)
        case .stuckInitializing: return ActionFate(isEndless: true, locks: false, failure: nil)
        default: return ActionFate(isEndless: false, locks: true, failure: nil)
        }
    }

    /// How long the firewalls of a server that is gone count as used.
    func firewallHold() throws -> Duration? {
        try strike { $0.kind == .firewallInUse }?.seconds
    }

    /// The locations in which the catalogue admits that a type is sold out. Looking is no occasion.
    func soldOutLocations(of type: ServerType) throws -> Set<String> {
        var names: Set<String> = []
        for item in try Self.faults(in: database) {
            let fault = item.fault
            guard fault.kind == .soldOut, fault.catalogue == .honest, fault.type ?? type.name == type.name
            else { continue }
            names.formUnion(fault.location.map { [$0] } ?? type.locations)
        }
        return names
    }

    func json(_ type: ServerType) throws -> JSON {
        type.json(soldOut: try soldOutLocations(of: type))
    }
}

/// What is decided about an action when it is made.
struct ActionFate {
    let isEndless: Bool
    let locks: Bool
    let failure: Action.Failure?
}
