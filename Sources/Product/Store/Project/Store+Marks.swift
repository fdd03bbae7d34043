import Crypto

extension Store {
    /// A mark that nobody has.
    package func freshMark() throws -> String {
        Hex.encode(try random.make(count: 16))
    }

    /// Records the mark that the next move sets, before the move. Finds one that was intended and not set: it is sent
    /// again, since it may be set already. Throws `StoreError.changedMeanwhile` while the installation observes.
    package func intendMark(of project: HetznerProject) throws -> HetznerProject {
        let fresh = try freshMark()
        return try database.write {
            try database.execute(
                """
                UPDATE projects SET intended_mark = \(fresh), moves_begun = moves_begun + 1
                WHERE id = \(project.id) AND intended_mark IS NULL
                    AND (SELECT observing_since_at FROM installation) IS NULL
                """)
            let current = try self.project(named: project.name)
            guard current.intendedMark != nil else { throw StoreError.changedMeanwhile }
            return current
        }
    }

    /// Records that the intended mark is set. Returns false, and changes nothing, when last and intended mark are not
    /// those of `project` any more: another process has recorded it.
    package func recordMark(_ object: Int64, of project: HetznerProject) throws -> Bool {
        try database.execute(
            """
            UPDATE projects SET mark = intended_mark, mark_object = \(object), former_object = mark_object,
                intended_mark = NULL, moves_done = moves_begun, claimed_at = coalesce(claimed_at, \(now))
            WHERE id = \(project.id) AND intended_mark IS \(project.intendedMark) AND mark IS \(project.mark?.text)
            """) == 1
    }

    /// Records that the object of the mark before the last is gone. Safe to repeat.
    package func recordFormerMarkGone(_ object: Int64, of project: HetznerProject) throws {
        try database.execute(
            "UPDATE projects SET former_object = NULL WHERE id = \(project.id) AND former_object = \(object)")
    }

    /// Begins to observe because a move was refused, if the project's marks are still those of `project`. Returns false
    /// when they are not: the move was another process's by then.
    package func observeRefusal(of project: HetznerProject, because reason: String) throws -> Bool {
        try database.write {
            let current = try self.project(named: project.name)
            guard current.mark == project.mark, current.intendedMark == project.intendedMark else {
                return false
            }
            try observe(because: reason)
            return true
        }
    }

    /// Records the claim whose mark was intended. Returns false, and changes nothing, when another process has.
    package func recordFirstClaim(
        of project: HetznerProject, mark: HetznerProject.Mark, epoch: Int64
    ) throws -> Bool {
        try database.write {
            guard try self.project(named: project.name).intendedMark == mark.text else { return false }
            try recordClaim(of: project, mark: mark, epoch: epoch, by: .system)
            return true
        }
    }

    /// Records a claim or a resumption: from now on this mark is the project's last, and fences begin anew.
    package func recordClaim(
        of project: HetznerProject, mark: HetznerProject.Mark, epoch: Int64, by actor: Actor
    ) throws {
        try database.write {
            try database.execute(
                """
                UPDATE projects SET mark = \(mark.text), mark_object = \(mark.object), former_object = NULL,
                    intended_mark = NULL, epoch = \(epoch), claimed_at = \(now), moves_begun = moves_begun + 1,
                    moves_done = moves_begun + 1
                WHERE id = \(project.id)
                """)
            try recordAudit("project.claimed", of: nil, by: actor, detail: "\(project.name) \(project.id)")
        }
    }

    /// Records which firewall shows whose the project is. Safe to repeat.
    package func recordFirewall(_ firewall: Int64, of project: HetznerProject) throws {
        guard project.firewall != firewall else { return }
        try database.execute("UPDATE projects SET firewall = \(firewall) WHERE id = \(project.id)")
    }

    /// True when the project has a line that is not closed.
    package func hasOpenLines(in project: HetznerProject) throws -> Bool {
        try database.exists(
            "SELECT 1 FROM resources WHERE project = \(project.id) AND state <> 'gone' LIMIT 1")
    }
}
