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

    /// The resource that a look-up by unique fields finds; nil when there is none.
    ///
    /// - Parameter matches: true or false when the element says whether it is the one, nil when it lacks the field. An
    ///   element that lacks it counts when it is the only one, since Hetzner chose it; among others it is a doubt, from
    ///   which no absence follows, and the call throws `.unreadable`. So does one that can't be read.
    func lookUp<Element: Resource>(
        _ filter: [(name: String, value: String)], by deadline: ContinuousClock.Instant,
        _ matches: (Element) -> Bool?
    ) throws(HetznerError) -> Element? {
        try perform(.get("/\(Element.plural)", filter), by: deadline) { body throws(WireError) in
            let page = try WireJSON.decode(ListResponse<Element>.self, from: body)
            if let found = page.elements.first(where: { matches($0) == true }) { return found }
            if let odd = page.leftOut.first { throw WireError(description: odd) }
            guard let doubtful = page.elements.first(where: { matches($0) == nil }) else { return nil }
            guard page.elements.count == 1 else {
                throw WireError(description: "\(Element.plural) lack a field that they were looked up by")
            }
            return doubtful
        }
    }

    /// The resources that match the filter, of all pages, without those that can't be read. A deletion at the same time may move others past the page
    /// being read: absence from the list is no proof that a resource is gone.
    func allPages<Element: Resource>(
        at path: String? = nil, where filter: [(name: String, value: String)] = [],
        needingOne: Bool = false, by deadline: ContinuousClock.Instant
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
                if needingOne, page.elements.isEmpty, let odd = page.leftOut.first {
                    throw WireError(description: odd)
                }
                return page
            }
            elements += page.elements
            guard let next = page.nextPage else { return elements }
            number = next
        }
    }

    /// Asks for the deletion of a resource, whatever the body of the response. Safe to repeat.
    func delete<Element: Resource>(
        _ type: Element.Type, _ id: Int64, by deadline: ContinuousClock.Instant
    ) throws(HetznerError) -> DeletionResponse {
        do throws(HetznerError) {
            try perform(.delete("/\(Element.plural)/\(id)"), by: deadline) { _ throws(WireError) in }
            return .accepted
        } catch  where error.kind == .notFound {
            return .gone
        }
    }
}

/// The response to a request to delete a resource.
package enum DeletionResponse: Sendable {
    /// A success, which is no proof that the resource is gone, or ever will be.
    case accepted
    /// There is no resource of that id (any more).
    case gone
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
struct ListResponse<Element: Resource>: Decodable, ReadableList {
    let elements: [Element]
    let leftOut: [String]
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
        let results = try container.decode(
            [ListElement<Element>].self, forKey: ResourceKey(stringValue: Element.plural)
        ).map(\.result)
        elements = results.compactMap { try? $0.get() }
        leftOut = results.compactMap { result in
            if case .failure(let error) = result { error.description } else { nil }
        }
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
