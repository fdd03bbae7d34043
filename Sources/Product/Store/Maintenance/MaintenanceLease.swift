import Time

/// The right to do the work of `maintain`, which one process at a time has.
package struct MaintenanceLease: Sendable, Equatable {
    let fence: Int64
}

extension Store {
    /// No lease is given for longer; a row that says so was written by a clock that was wrong.
    private static let longestLease: Duration = .seconds(3600)

    /// Takes the lease by compare-and-set; nil while somebody else holds it. It is free once it has expired, when it was
    /// taken on an earlier boot of this machine, and when `hasEnded` says of its owner that it is dead.
    ///
    /// - Parameter owner: Names this process.
    package func takeMaintenance(
        owner: String, duration: Duration, hasEnded: (String) -> Bool
    ) throws -> MaintenanceLease? {
        let holder = try database.row("SELECT owner FROM maintenance") { try $0.optionalText("owner") } ?? nil
        let dead = holder.flatMap { hasEnded($0) ? $0 : nil }
        return try database.write {
            let fence = try database.row(
                """
                UPDATE maintenance SET fence = fence + 1, owner = \(owner), expires_at = \(now + duration),
                    machine = \(machine.machine), boot = \(machine.boot)
                WHERE expires_at IS NULL OR expires_at <= \(now) OR expires_at > \(now + Self.longestLease)
                    OR machine = \(machine.machine) AND boot <> \(machine.boot) OR owner = \(dead)
                RETURNING fence
                """
            ) { try $0.int("fence") }
            return fence.map(MaintenanceLease.init)
        }
    }

    /// Renews the lease for `duration` from now and records how the parts are. Throws `StoreError.maintenanceLost` when
    /// another process has taken it.
    package func renewMaintenance(
        _ lease: MaintenanceLease, duration: Duration, parts: [PartReport] = []
    ) throws {
        try database.write {
            let renewed = try database.execute(
                "UPDATE maintenance SET expires_at = \(now + duration) WHERE fence = \(lease.fence)")
            guard renewed == 1 else { throw StoreError.maintenanceLost }
            for part in parts { try record(part) }
        }
    }

    /// Throws `StoreError.maintenanceLost` unless the lease is held and has not expired.
    package func requireMaintenance(_ lease: MaintenanceLease) throws {
        try Self.require(lease, at: now, in: database)
    }

    /// From now on each transaction of this connection that writes begins with that check, so that whoever has lost the
    /// lease decides nothing any more.
    package func act(under lease: MaintenanceLease) {
        database.beforeWriting = { [unowned self] database throws(StoreError) in
            try Self.require(lease, at: now, in: database)
        }
    }

    private static func require(
        _ lease: MaintenanceLease, at now: Instant, in database: Connection
    ) throws(StoreError) {
        let isHeld = try database.exists(
            "SELECT 1 FROM maintenance WHERE fence = \(lease.fence) AND expires_at > \(now)")
        guard isHeld else { throw .maintenanceLost }
    }
}
