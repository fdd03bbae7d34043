/// Something the API has under a path of its own.
protocol Resource: Decodable, Sendable {
    /// The key of a single one in an answer.
    static var singular: String { get }
    /// The key of a list in an answer, and the path.
    static var plural: String { get }
}

/// `{"server": {…}}`
struct Single<Element: Resource>: Decodable {
    let element: Element

    init(from decoder: any Decoder) throws {
        element = try decoder.container(keyedBy: ResourceKey.self).decode(
            Element.self, forKey: ResourceKey(stringValue: Element.singular))
    }
}

/// `{"servers": […], "meta": {"pagination": {"next_page": 2, …}}}`; some lists come without `meta`.
struct Page<Element: Resource>: Decodable {
    let elements: [Element]
    /// Nil on the last page.
    let nextPage: Int?

    private struct Meta: Decodable {
        let pagination: Pagination?
    }

    private struct Pagination: Decodable {
        let nextPage: Int?

        enum CodingKeys: String, CodingKey {
            case nextPage = "next_page"
        }
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: ResourceKey.self)
        elements = try container.decode([Element].self, forKey: ResourceKey(stringValue: Element.plural))
        let meta = try container.decodeIfPresent(Meta.self, forKey: ResourceKey(stringValue: "meta"))
        nextPage = meta?.pagination?.nextPage
    }
}

private struct ResourceKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) {
        self.stringValue = stringValue
    }

    init?(intValue: Int) {
        nil
    }
}
