import Mustache

/// Asks once more before a server is deleted.
struct DeleteServerPage: PageModel, Equatable {
    static let template = PageTemplate.deleteServer

    /// Nil when the record has none.
    let address: String?

    var context: KeyValuePairs<Name, Value> {
        [.address: .optional(address)]
    }
}
