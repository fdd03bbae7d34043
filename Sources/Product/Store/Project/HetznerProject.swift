/// A project at Hetzner, as this database knows it. Its mark there is replaced again and again; whoever has another one
/// than the project has does not belong to it any more (`Witness`).
package struct HetznerProject: Sendable {
    package typealias ID = RowID<HetznerProject>

    /// A mark and the object at Hetzner that holds it.
    package struct Mark: Equatable, Sendable {
        package let text: String
        package let object: Int64

        package init(text: String, object: Int64) {
            self.text = text
            self.object = object
        }
    }

    package let id: ID
    /// The operator's name for it in the configuration.
    package let name: String
    /// Grows with each claim and each resumption; servers' fences begin with it.
    package let epoch: Int64
    /// The last mark; nil until the project is claimed.
    package let mark: Mark?
    /// The object of the mark before the last, which may still be there.
    package let formerObject: Int64?
    /// The mark that a move is about to set, or has set without our knowing it.
    package let intendedMark: String?
    /// The number of moves that were begun and that were completed, by whichever process.
    package let movesBegun: Int64
    package let movesDone: Int64

    /// The shared firewall, which shows whose the project is; nil until it was seen.
    package let firewall: Int64?

    package var isClaimed: Bool { mark != nil }

    init(_ row: Row) throws(StoreError) {
        id = try row.id("id")
        name = try row.text("name")
        epoch = try row.int("epoch")
        if let text = try row.optionalText("mark"), let object = try row.optionalInt("mark_object") {
            mark = Mark(text: text, object: object)
        } else {
            mark = nil
        }
        formerObject = try row.optionalInt("former_object")
        intendedMark = try row.optionalText("intended_mark")
        movesBegun = try row.int("moves_begun")
        movesDone = try row.int("moves_done")
        firewall = try row.optionalInt("firewall")
    }
}

extension Store {
    /// The project of that name. A new name gets an id.
    package func project(named name: String) throws -> HetznerProject {
        if let known = try knownProject(name) { return known }
        let id = try HetznerProject.ID.random(from: random)
        try database.execute(
            "INSERT INTO projects (id, name) VALUES (\(id), \(name)) ON CONFLICT DO NOTHING")
        guard let project = try knownProject(name) else { throw StoreError.changedMeanwhile }
        return project
    }

    /// Makes a project of that name with an id of its own, since an id names one project at Hetzner for ever. The one of
    /// before keeps its lines and its id, under another name. Not safe to repeat with the new one.
    package func renewProject(_ project: HetznerProject) throws -> HetznerProject {
        try database.write {
            let name = "\(project.name)-\(project.id.text.prefix(8))"
            try database.execute(
                "UPDATE projects SET name = \(name) WHERE id = \(project.id) AND name = \(project.name)")
            return try self.project(named: project.name)
        }
    }

    /// Every project that the ledger has or had lines in, by name.
    package func projects() throws -> [HetznerProject] {
        try database.rows("SELECT * FROM projects ORDER BY name", HetznerProject.init)
    }

    private func knownProject(_ name: String) throws -> HetznerProject? {
        try database.row("SELECT * FROM projects WHERE name = \(name)", HetznerProject.init)
    }

    /// The id of the project of that name, for a statement.
    func projectID(_ name: String) -> SQL {
        "(SELECT id FROM projects WHERE name = \(name))"
    }
}
