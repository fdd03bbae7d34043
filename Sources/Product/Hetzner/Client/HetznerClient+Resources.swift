/// What all kinds of resources have in common.
extension HetznerClient {
    /// A page holds at most 50; more than this many pages is a server that pages for ever.
    private static var maxPages: Int { 200 }

    func resource<Element: Resource>(
        _ id: Int64, by deadline: ContinuousClock.Instant
    ) throws(HetznerError) -> Element {
        let single: Single<Element> = try perform(.get("/\(Element.plural)/\(id)"), by: deadline)
        return single.element
    }

    /// One page of those that fit the filter: for filters that few can fit.
    func some<Element: Resource>(
        where filter: (name: String, value: String)..., by deadline: ContinuousClock.Instant
    ) throws(HetznerError) -> [Element] {
        let page: Page<Element> = try perform(.get("/\(Element.plural)", filter), by: deadline)
        return page.elements
    }

    /// All that fit the filter, of all pages. What is deleted meanwhile may push others past the page being
    /// read: an absence here is no proof that something is gone.
    func all<Element: Resource>(
        at path: String? = nil, where filter: [(name: String, value: String)] = [],
        by deadline: ContinuousClock.Instant
    ) throws(HetznerError) -> [Element] {
        var elements: [Element] = []
        var number = 1
        while true {
            let call = Call.get(
                path ?? "/\(Element.plural)", filter + [("page", String(number)), ("per_page", "50")])
            let page: Page<Element> = try perform(call, by: deadline) { body throws(WireError) in
                let page = try WireJSON.decode(Page<Element>.self, from: body)
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

    /// Deletes what may be gone already; safe to repeat.
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

/// The filter for resources that carry all these labels, none when there are none.
func labelFilter(_ labels: [String: String]) -> [(name: String, value: String)] {
    guard !labels.isEmpty else { return [] }
    let terms = labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    return [("label_selector", terms.joined(separator: ","))]
}
