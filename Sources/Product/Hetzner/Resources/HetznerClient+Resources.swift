/// The calls that all kinds of resources have.
extension HetznerClient {
    /// The most pages of 50 that are read; a server with more is taken to page for ever.
    private static var maxPages: Int { 200 }

    func resource<Element: Resource>(
        _ id: Int64, by deadline: ContinuousClock.Instant
    ) throws(HetznerError) -> Element {
        let single: SingleResponse<Element> = try perform(.get("/\(Element.plural)/\(id)"), by: deadline)
        return single.element
    }

    /// The first page of the resources that match the filter, for filters that few can match.
    func firstPage<Element: Resource>(
        where filter: (name: String, value: String)..., by deadline: ContinuousClock.Instant
    ) throws(HetznerError) -> [Element] {
        let page: ListResponse<Element> = try perform(.get("/\(Element.plural)", filter), by: deadline)
        return page.elements
    }

    /// The resources that match the filter, of all pages. A deletion at the same time may move others past the page
    /// being read: absence from the list is no proof that a resource is gone.
    func allPages<Element: Resource>(
        at path: String? = nil, where filter: [(name: String, value: String)] = [],
        by deadline: ContinuousClock.Instant
    ) throws(HetznerError) -> [Element] {
        var elements: [Element] = []
        var number = 1
        while true {
            let call = Call.get(
                path ?? "/\(Element.plural)", filter + [("page", String(number)), ("per_page", "50")])
            let page: ListResponse<Element> = try perform(call, by: deadline) { body throws(WireError) in
                let page = try WireJSON.decode(ListResponse<Element>.self, from: body)
                if let next = page.nextPage, next <= number || next > Self.maxPages {
                    throw WireError(description: "page \(number) is followed by page \(next)")
                }
                return page
            }
            elements += page.elements
            guard let next = page.nextPage else { return elements }
            number = next
        }
    }

    /// Deletes a resource if it is there. Safe to repeat.
    func delete<Element: Resource>(
        _ type: Element.Type, _ id: Int64, by deadline: ContinuousClock.Instant
    ) throws(HetznerError) {
        do throws(HetznerError) {
            try perform(.delete("/\(Element.plural)/\(id)"), by: deadline) { _ throws(WireError) in }
        } catch  where error.kind == .notFound {
            return
        }
    }
}

/// The filter for resources that carry all these labels; empty when there are none.
func labelFilter(_ labels: [String: String]) -> [(name: String, value: String)] {
    guard !labels.isEmpty else { return [] }
    let terms = labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    return [("label_selector", terms.joined(separator: ","))]
}

/// A resource that the API has under a path of its own.
protocol Resource: Decodable, Sendable {
    /// The key of a single one in a response.
    static var singular: String { get }
    /// The key of a list in a response, and the path.
    static var plural: String { get }
}

/// `{"server": {…}}`
struct SingleResponse<Element: Resource>: Decodable {
    let element: Element

    init(from decoder: any Decoder) throws {
        element = try decoder.container(keyedBy: ResourceKey.self).decode(
            Element.self, forKey: ResourceKey(stringValue: Element.singular))
    }
}

/// `{"servers": […], "meta": {"pagination": {"next_page": 2, …}}}`; some lists come without `meta`.
struct ListResponse<Element: Resource>: Decodable {
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
