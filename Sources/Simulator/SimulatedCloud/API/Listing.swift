import HTTP

/// What a list can be ordered by.
enum SortKey: Comparable {
    case integer(Int64)
    case text(String)
}

/// A list endpoint's response: filtered elements are sorted, cut into pages and rendered.
struct Listing<Element> {
    /// The plural under which the elements stand in the body.
    let name: String
    /// The fields that `sort=` may name.
    let sortKeys: [String: (Element) -> SortKey]
    let render: (Element) throws -> JSON

    func response(_ elements: [Element], to request: APIRequest) throws -> JSONResponse {
        let pagination = try Pagination(request.query)
        let sorted = try sorted(elements, by: request.query.all("sort"))
        let shown = sorted.dropFirst(pagination.offset).prefix(pagination.size)
        let body: JSON = .object([
            .init(name: name, value: .array(try shown.map(render))),
            .init(name: "meta", value: ["pagination": pagination.json(total: elements.count)]),
        ])
        var response = JSONResponse.ok(body)
        if let link = pagination.link(total: elements.count, request: request.http) {
            response.headers.append(("Link", link))
        }
        return response
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
