import HTTP
import Time

/// A value by which a list can be sorted.
enum SortKey: Comparable {
    case integer(Int64)
    case text(String)
}

/// A list endpoint's response: filtered elements are sorted, cut into pages and rendered.
struct Listing<Element> {
    /// The name of the list in the body, a plural.
    let name: String
    /// The fields that `sort=` may name.
    let sortKeys: [String: (Element) -> SortKey]
    /// The time at which an element was created; nil for lists that show all elements whatever the faults.
    var createdAt: ((Element) -> Instant)?
    let render: (Element) throws -> JSON

    /// `elements` are those that the request asks for, oldest first.
    func response(_ elements: [Element], to request: APIRequest) throws -> JSONResponse {
        let pagination = try Pagination(request.query)
        let elements =
            try createdAt.map {
                try request.world.visible(elements, createdAt: $0, to: request.http.method, "/\(name)")
            } ?? elements
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
        // By the last key first: sorting is stable, so earlier keys prevail.
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

/// The page of a list that a request asks for.
struct Pagination {
    let number: Int
    let size: Int

    /// Reads `page` (from 1) and `per_page` (1 to 50, by default 25). What the vendor does above 50 is not documented;
    /// refusing it is the stricter reading.
    init(_ query: FormData) throws(APIError) {
        number = try Self.integer(query, "page", 1...1_000_000) ?? 1
        size = try Self.integer(query, "per_page", 1...50) ?? 25
    }

    var offset: Int { (number - 1) * size }

    func json(total: Int) -> JSON {
        let last = last(total: total)
        return [
            "page": .integer(Int64(number)),
            "per_page": .integer(Int64(size)),
            "previous_page": number > 1 ? .integer(Int64(number - 1)) : .null,
            "next_page": number < last ? .integer(Int64(number + 1)) : .null,
            "last_page": .integer(Int64(last)),
            "total_entries": .integer(Int64(total)),
        ]
    }

    /// The `Link` header (RFC 8288), or nil when everything fits on one page.
    func link(total: Int, request: Request) -> String? {
        let last = last(total: total)
        guard last > 1 else { return nil }
        var links: [String] = []
        if number > 1 { links.append("<\(address(request, number - 1))>; rel=prev") }
        if number < last { links.append("<\(address(request, number + 1))>; rel=next") }
        links.append("<\(address(request, last))>; rel=last")
        return links.joined(separator: ", ")
    }

    private func last(total: Int) -> Int {
        max(1, (total + size - 1) / size)
    }

    private func address(_ request: Request, _ page: Int) -> String {
        let rest = request.query.split(separator: "&").filter {
            !$0.hasPrefix("page=") && !$0.hasPrefix("per_page=")
        }
        let query = (["page=\(page)", "per_page=\(size)"] + rest.map(String.init)).joined(separator: "&")
        let scheme = request.isSecure ? "https" : "http"
        return "\(scheme)://\(request.headers["Host"] ?? "localhost")\(request.path)?\(query)"
    }

    private static func integer(
        _ query: FormData, _ name: String, _ range: ClosedRange<Int>
    ) throws(APIError) -> Int? {
        guard let text = query[name] else { return nil }
        guard let value = Int(text), range.contains(value) else {
            let message = "Must be between \(range.lowerBound) and \(range.upperBound)."
            throw .invalidInput(fields: [.init(name: name, message: message)])
        }
        return value
    }
}
