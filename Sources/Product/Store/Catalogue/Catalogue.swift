package import Time

/// A part of Hetzner's catalogue as it was at the time of reading.
package struct CatalogueDocument: Sendable {
    package let text: String
    package let readAt: Instant
}

/// The result of a look-up in the catalogue that all jobs of a project share.
package enum CatalogueLookUp: Sendable {
    case current(CatalogueDocument)
    /// The caller reads it anew, and nobody else does meanwhile.
    case toBeRead(CatalogueDocument?)
    /// Another process is reading it.
    case beingRead(CatalogueDocument?)
}

extension Store {
    /// The stored document of the topic. When it is older than `maxAge`, one caller is told to read it anew; when that
    /// one hasn't saved a document after `readingTime`, it counts as dead and the next caller is told.
    package func lookUpCatalogue(
        _ topic: String, project: String, maxAge: Duration, readingTime: Duration
    ) throws -> CatalogueLookUp {
        let document = try catalogue(topic, project: project)
        if let document, isCurrent(document, maxAge) { return .current(document) }
        return try database.write {
            let isReader = try becomeReader(of: topic, project: project, maxAge, readingTime)
            let document = try catalogue(topic, project: project)
            if isReader { return .toBeRead(document) }
            if let document, isCurrent(document, maxAge) { return .current(document) }
            return .beingRead(document)
        }
    }

    /// Makes the caller the one who reads; false when the document is current or somebody is reading.
    func becomeReader(
        of topic: String, project: String, _ maxAge: Duration, _ readingTime: Duration
    ) throws -> Bool {
        try database.execute(
            """
            INSERT INTO catalogue (project, topic, reading_since_at) VALUES (\(project), \(topic), \(now))
            ON CONFLICT (project, topic) DO UPDATE SET reading_since_at = excluded.reading_since_at
            WHERE (catalogue.read_at IS NULL OR catalogue.read_at > \(now)
                    OR catalogue.read_at <= \(now - maxAge))
                AND (catalogue.reading_since_at IS NULL OR catalogue.reading_since_at > \(now)
                    OR catalogue.reading_since_at <= \(now - readingTime))
            """) == 1
    }

    private func catalogue(_ topic: String, project: String) throws -> CatalogueDocument? {
        try database.row(
            "SELECT * FROM catalogue WHERE project = \(project) AND topic = \(topic)", CatalogueDocument.init
        ) ?? nil
    }

    /// False also for a document of the future, which was read by another clock.
    private func isCurrent(_ document: CatalogueDocument, _ maxAge: Duration) -> Bool {
        (.zero..<maxAge).contains(now - document.readAt)
    }

    /// Saves what the caller read, and lets others read again.
    package func saveCatalogue(_ text: String, of topic: String, project: String) throws {
        try database.execute(
            """
            INSERT INTO catalogue (project, topic, document, read_at)
            VALUES (\(project), \(topic), \(text), \(now))
            ON CONFLICT (project, topic) DO UPDATE SET document = excluded.document, read_at = excluded.read_at,
                reading_since_at = NULL
            """)
    }

    /// Lets the next caller read it, after this one failed.
    package func abandonReading(_ topic: String, project: String) throws {
        try database.execute(
            """
            UPDATE catalogue SET reading_since_at = NULL WHERE project = \(project) AND topic = \(topic)
            """)
    }

    /// Records that Hetzner refused an order as sold out, whatever the catalogue says.
    package func recordSoldOut(type: String, location: String, project: String) throws {
        try database.execute(
            """
            INSERT INTO sold_out (project, server_type, location, noted_at)
            VALUES (\(project), \(type), \(location), \(now))
            ON CONFLICT (project, server_type, location) DO UPDATE SET noted_at = excluded.noted_at
            """)
    }

    /// The time of the last refused order of that type and location; nil when there was none.
    package func soldOut(type: String, location: String, project: String) throws -> Instant? {
        try database.row(
            """
            SELECT noted_at FROM sold_out
            WHERE project = \(project) AND server_type = \(type) AND location = \(location)
            """
        ) { try $0.instant("noted_at") }
    }
}

extension CatalogueDocument {
    fileprivate init?(_ row: Row) throws(StoreError) {
        guard let text = try row.optionalText("document") else { return nil }
        self.text = text
        readAt = try row.instant("read_at")
    }
}
