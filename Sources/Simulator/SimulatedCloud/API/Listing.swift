import HTTP

/// What a list can be ordered by.
enum SortKey: Comparable {
    case integer(Int64)
    case text(String)
}

/// A list call: filtered elements are sorted, cut into pages and rendered.
struct Listing<Element> {
    /// The plural under which the elements stand in the body.
    let name: String
    /// The fields that `sort=` may name.
    let sortKeys: [String: (Element) -> SortKey]
    let render: (Element) throws -> JSON

    func answer(_ elements: [Element], to call: Call) throws -> Answer {
        let page = try Page(call.query)
        let sorted = try sorted(elements, by: call.query.all("sort"))
        let shown = sorted.dropFirst(page.offset).prefix(page.size)
        let body: JSON = .object([
            .init(name: name, value: .array(try shown.map(render))),
            .init(name: "meta", value: ["pagination": page.json(total: elements.count)]),
        ])
        var answer = Answer.ok(body)
        if let link = page.link(total: elements.count, request: call.request) {
            answer.headers.append(("Link", link))
        }
        return answer
    }

    private func sorted(_ elements: [Element], by orders: [String]) throws(APIError) -> [Element] {
        var sorted = elements
        // The last order first: sorting is stable, so earlier ones prevail.
        for order in orders.reversed() {
            let parts = order.split(separator: ":", omittingEmptySubsequences: false)
            guard let key = sortKeys[String(parts[0])], parts.count <= 2 else { throw Self.badSort }
            switch parts.count == 2 ? parts[1] : "asc" {
            case "asc": sorted.sort { key($0) < key($1) }
            case "desc": sorted.sort { key($0) > key($1) }
            default: throw Self.badSort
            }
        }
        return sorted
    }

    private static var badSort: APIError {
        .invalidInput(fields: [.init(name: "sort", message: "Not a valid sort parameter.")])
    }
}
