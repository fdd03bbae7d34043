import SQLite
import Time

extension World {
    /// Creates an action that begins at once or, given a `predecessor`, when that has succeeded. A fault may decide that
    /// it fails or never ends.
    func createAction(
        _ command: Action.Command, on resources: [Action.Resource], after predecessor: Action? = nil,
        takes usual: Duration? = nil, failure given: Action.Failure? = nil
    ) throws -> Action {
        let plan = try plan(for: command)
        let action = Action(
            id: try allocateID(.action), command: command, status: .running, createdAt: now, begunAt: nil,
            finishedAt: nil, duration: plan.isEndless ? nil : usual ?? settings.actionTime,
            afterID: predecessor?.id, locks: plan.locks && predecessor?.locks ?? true,
            failure: given ?? plan.failure, resources: resources)
        try database.execute(
            """
            INSERT INTO actions (id, command, status, created_at, duration_ms, after_id, locks,
                failure_code, failure_message)
            VALUES (\(action.id), \(command.rawValue), 'running', \(now), \(action.duration?.milliseconds),
                \(action.afterID), \(action.locks), \(action.failure?.code), \(action.failure?.message))
            """)
        for resource in resources {
            try database.execute(
                """
                INSERT INTO action_resources VALUES (\(action.id), \(resource.kind.rawValue), \(resource.id))
                """)
        }
        return predecessor == nil ? try begin(action) : action
    }

    func action(_ id: Int64) throws(SQLiteError) -> Action? {
        try actions("SELECT * FROM actions WHERE id = \(id)").first
    }

    /// The actions on one resource, or with nil on any resource of that kind.
    func actions(on kind: ResourceKind, id: Int64? = nil) throws(SQLiteError) -> [Action] {
        try actions(
            """
            SELECT * FROM actions WHERE id IN (
                SELECT action_id FROM action_resources
                WHERE kind = \(kind.rawValue) AND (\(id) IS NULL OR resource_id = \(id))
            ) ORDER BY id
            """)
    }

    func actions(ids: [Int64]) throws(SQLiteError) -> [Action] {
        try actions("SELECT * FROM actions WHERE id IN \(list: ids) ORDER BY id")
    }

    func isLocked(server id: Int64) throws(SQLiteError) -> Bool {
        try database.row(
            """
            SELECT 1 FROM actions JOIN action_resources ON action_id = id
            WHERE kind = 'server' AND resource_id = \(id) AND status = 'running' AND locks = 1
            """
        ) { _ in true } ?? false
    }

    /// Begins an action now and schedules its end.
    func begin(_ action: Action) throws -> Action {
        var begun = action
        begun.begunAt = now
        try database.execute("UPDATE actions SET begun_at = \(now) WHERE id = \(action.id)")
        if let duration = action.duration { try schedule(.finishAction, of: action.id, after: duration) }
        try applyBeginning(of: begun)
        return begun
    }

    /// Ends an action as planned, applies its effect and begins the actions that waited for it.
    func finish(_ action: Action) throws {
        guard action.status == .running else { return }
        try end(action, with: action.failure)
        if action.failure == nil {
            try applySuccess(of: action)
            for successor in try waiting(for: action) { _ = try begin(successor) }
        } else {
            try applyFailure(of: action)
            try failSuccessors(of: action)
        }
    }

    /// Fails the running actions of a server that is being deleted, except `kept`.
    func failActions(onServer id: Int64, but kept: Int64) throws {
        let failure = Action.Failure(code: "action_failed", message: "server is being deleted")
        for action in try actions(on: .server, id: id) where action.status == .running && action.id != kept {
            try end(action, with: failure)
        }
    }

    private func end(_ action: Action, with failure: Action.Failure?) throws(SQLiteError) {
        let status = failure == nil ? Action.Status.success : .error
        try database.execute(
            """
            UPDATE actions SET status = \(status.rawValue), finished_at = \(now),
                failure_code = \(failure?.code), failure_message = \(failure?.message)
            WHERE id = \(action.id)
            """)
    }

    private func failSuccessors(of action: Action) throws(SQLiteError) {
        let failure = Action.Failure(code: "action_failed", message: "a preceding action failed")
        for successor in try waiting(for: action) {
            try end(successor, with: failure)
            try failSuccessors(of: successor)
        }
    }

    private func waiting(for action: Action) throws(SQLiteError) -> [Action] {
        try actions("SELECT * FROM actions WHERE after_id = \(action.id) AND status = 'running' ORDER BY id")
    }

    private func actions(_ query: SQL) throws(SQLiteError) -> [Action] {
        let bare = try database.rows(query) { row throws(SQLiteError) in try Action(row, resources: []) }
        var actions: [Action] = []
        for action in bare {
            let resources = try database.rows(
                "SELECT kind, resource_id FROM action_resources WHERE action_id = \(action.id) ORDER BY kind DESC"
            ) { row throws(SQLiteError) in try Action.Resource(row) }
            actions.append(action.with(resources))
        }
        return actions
    }
}

extension Action {
    fileprivate func with(_ resources: [Resource]) -> Action {
        Action(
            id: id, command: command, status: status, createdAt: createdAt, begunAt: begunAt,
            finishedAt: finishedAt, duration: duration, afterID: afterID, locks: locks, failure: failure,
            resources: resources)
    }
}

extension Action.Resource {
    fileprivate init(_ row: Row) throws(SQLiteError) {
        let name = try row.text("kind")
        guard let kind = ResourceKind(rawValue: name) else {
            preconditionFailure("BUG: an action on a \(name)")
        }
        self.init(kind: kind, id: try row.int("resource_id"))
    }
}
