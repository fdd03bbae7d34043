import FoundationEssentials

extension ServerType {
    /// The types as text that `list(document:)` reads: for keeping, not for Hetzner.
    package static func document(_ types: [ServerType]) -> String {
        do {
            return String(decoding: try JSONEncoder().encode(types), as: UTF8.self)
        } catch {
            // Hetzner's numbers came as JSON, so they are none that JSON can't write.
            preconditionFailure("BUG: server types that are not JSON: \(error)")
        }
    }

    /// Nil for a text that `document(_:)` did not make, or an earlier version of it made otherwise.
    package static func list(document: String) -> [ServerType]? {
        // Whatever is wrong with it, it is read from Hetzner again.
        try? JSONDecoder().decode([ServerType].self, from: Data(document.utf8))
    }
}
