import Hetzner
import Logging
import Store
import Time

/// The part of Hetzner's offer that an order needs. All jobs of a project together read it once in ten minutes at
/// most.
struct Catalogue {
    /// The text that stands for an image that Hetzner doesn't have.
    private static let none = "none"

    let serverTypes: [ServerType]
    /// The time when the list was read from Hetzner.
    let readAt: Instant
    private let images: [String: Int64]

    /// The catalogue, or nil while another job reads it for the first time; the caller tries again in a moment.
    static func current(_ context: JobContext) throws -> Catalogue? {
        let reader = Reader(context: context)
        let types = try reader.read("server_types", ServerType.list(document:)) { () throws(HetznerError) in
            ServerType.document(try context.hetzner.serverTypes(by: context.callDeadline))
        }
        guard let types else { return nil }
        let wanted = Set(context.settings.serverChoices.map(\.type))
        let architectures = Set(types.value.filter { wanted.contains($0.name) }.map(\.architecture))
        var images: [String: Int64] = [:]
        // Two images share each name, one for each processor architecture.
        for architecture in architectures.sorted() {
            let name = context.settings.image
            let image = try reader.read("image \(name) \(architecture)", { $0 }) { () throws(HetznerError) in
                let image = try context.hetzner.image(
                    named: name, architecture: architecture, by: context.callDeadline)
                return image.map { String($0.id) } ?? none
            }
            guard let image else { return nil }
            images[architecture] = Int64(image.value)
        }
        return Catalogue(serverTypes: types.value, readAt: types.readAt, images: images)
    }

    /// The id of the configured image for that architecture; nil when Hetzner has none.
    func image(for architecture: String) -> Int64? {
        images[architecture]
    }
}

/// Reads a topic from the store, and from Hetzner when it is this job's turn.
private struct Reader {
    private static let maxAge: Duration = .seconds(600)
    /// Longer than a call may take with all its repetitions.
    private static let readingTime: Duration = .seconds(90)

    let context: JobContext

    func read<Value>(
        _ topic: String, _ parse: (String) -> Value?, _ fetch: () throws(HetznerError) -> String
    ) throws -> (value: Value, readAt: Instant)? {
        let project = context.settings.project
        let known = try context.store.lookUpCatalogue(
            topic, project: project, maxAge: Self.maxAge, readingTime: Self.readingTime)
        switch known {
        case .current(let document):
            if let parsed = parsed(document, parse) { return parsed }
            // Saved by a program of another version.
            return try fetchAndSave(topic, parse, fetch)
        case .beingRead(let document):
            return document.flatMap { parsed($0, parse) }
        case .toBeRead(let document):
            do {
                return try fetchAndSave(topic, parse, fetch)
            } catch let error as HetznerError {
                guard let old = document.flatMap({ parsed($0, parse) }) else {
                    try context.store.abandonReading(topic, project: project)
                    throw StepFailure(error)
                }
                // An old list is better than none: Hetzner itself accepts or refuses the order.
                context.log.warning(
                    "catalogue.outdated", metadata: ["topic": "\(topic)", "error": "\(error)"])
                return old
            }
        }
    }

    private func fetchAndSave<Value>(
        _ topic: String, _ parse: (String) -> Value?, _ fetch: () throws(HetznerError) -> String
    ) throws -> (value: Value, readAt: Instant)? {
        try context.renewLease()
        let text = try fetch()
        try context.store.saveCatalogue(text, of: topic, project: context.settings.project)
        return parse(text).map { ($0, context.store.now) }
    }

    private func parsed<Value>(
        _ document: CatalogueDocument, _ parse: (String) -> Value?
    ) -> (value: Value, readAt: Instant)? {
        parse(document.text).map { ($0, document.readAt) }
    }
}
