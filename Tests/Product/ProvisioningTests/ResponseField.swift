import Foundation
import HTTPClient
import Testing

/// A field of one of Hetzner's responses, in all elements of the lists on the way to it.
struct ResponseField: Hashable, Comparable, CustomTestStringConvertible {
    /// What may happen to a field.
    enum Change: String, CaseIterable {
        case absent, null
    }

    /// As `GET /servers/*`.
    let request: String
    /// As `server.public_net.firewalls[].id`.
    let path: [String]

    var testDescription: String { "\(request): \(path.joined(separator: "."))" }

    static func < (one: ResponseField, other: ResponseField) -> Bool {
        one.testDescription < other.testDescription
    }

    /// True for a field of the other one.
    func isInside(_ other: ResponseField) -> Bool {
        request == other.request && path.count > other.path.count && path.starts(with: other.path)
    }

    /// Every field of a response with a JSON object.
    static func all(in response: ClientResponse, to request: String) throws -> Set<ResponseField> {
        guard !response.body.isEmpty else { return [] }
        var paths: Set<[String]> = []
        collect(try JSONSerialization.jsonObject(with: Data(response.body)), [], &paths)
        return Set(paths.map { ResponseField(request: template(of: request), path: $0) })
    }

    private static func collect(_ value: Any, _ path: [String], _ paths: inout Set<[String]>) {
        if let object = value as? [String: Any] {
            for (name, inner) in object {
                paths.insert(path + [name])
                // The names of labels are ours, not the API's.
                if name != "labels" { collect(inner, path + [name], &paths) }
            }
        } else if let list = value as? [Any] {
            for inner in list { collect(inner, path, &paths) }
        }
    }

    /// The request with `*` for its id.
    private static func template(of request: String) -> String {
        request.split(separator: "/", omittingEmptySubsequences: false)
            .map { Int64($0) == nil ? String($0) : "*" }.joined(separator: "/")
    }

    /// The response to a request with the field changed, if it has it.
    func changed(_ change: Change, in response: ClientResponse, to request: String) throws -> ClientResponse {
        guard Self.template(of: request) == self.request, !response.body.isEmpty else { return response }
        var bent = response
        let body = try JSONSerialization.jsonObject(with: Data(response.body))
        bent.body = Array(
            try JSONSerialization.data(withJSONObject: Self.changed(change, path[...], in: body)))
        return bent
    }

    private static func changed(_ change: Change, _ path: ArraySlice<String>, in value: Any) -> Any {
        if let list = value as? [Any] { return list.map { changed(change, path, in: $0) } }
        guard var object = value as? [String: Any], let name = path.first, let inner = object[name] else {
            return value
        }
        switch (path.count, change) {
        case (1, .absent): object[name] = nil
        case (1, .null): object[name] = NSNull()
        default: object[name] = changed(change, path.dropFirst(), in: inner)
        }
        return object
    }
}

/// Responses of a Hetzner that is not as we know it.
extension ResponseField {
    /// The fields whose values may be new ones.
    private static let open: Set<String> = [
        "status", "type", "command", "storage_type", "cpu_type", "category", "assignee_type", "os_flavor",
        "network_zone", "direction", "protocol",
    ]

    /// Each list of resources that isn't empty, with one more element at both of its ends.
    static func addingToLists(_ element: String, in response: ClientResponse) throws -> ClientResponse {
        let odd = try JSONSerialization.jsonObject(with: Data(element.utf8), options: .fragmentsAllowed)
        return try changing(response) { object in
            object.mapValues { value in
                guard let list = value as? [Any], !list.isEmpty else { return value }
                return [odd] + list + [odd]
            }
        }
    }

    /// Every object has a field more, and every enumeration a new value.
    static func modernized(_ response: ClientResponse) throws -> ClientResponse {
        try changing(response) { modernized($0) as? [String: Any] ?? $0 }
    }

    private static func modernized(_ value: Any) -> Any {
        if let list = value as? [Any] { return list.map(modernized) }
        guard let object = value as? [String: Any] else { return value }
        var modern = Dictionary(
            uniqueKeysWithValues: object.map { name, inner -> (String, Any) in
                if name == "labels" { return (name, inner) }
                return (name, open.contains(name) && inner is String ? "unheard-of" : modernized(inner))
            })
        modern["added"] = ["deep": [1, NSNull()]]
        return modern
    }

    private static func changing(
        _ response: ClientResponse, _ change: ([String: Any]) -> [String: Any]
    ) throws -> ClientResponse {
        guard !response.body.isEmpty,
            let object = try JSONSerialization.jsonObject(with: Data(response.body)) as? [String: Any]
        else { return response }
        var bent = response
        bent.body = Array(try JSONSerialization.data(withJSONObject: change(object)))
        return bent
    }
}
