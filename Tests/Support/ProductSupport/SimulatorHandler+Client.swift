package import HTTP
package import HTTPClient
package import SimulatedCloud

/// The simulated API as a client in the same process meets it, without a network and without nginx.
extension SimulatorHandler {
    /// Every call's address begins with this.
    package static let endpoint = "https://api.example/v1"

    /// Carries out a client's request. Nil when the connection closes without a response.
    package mutating func respond(to request: ClientRequest) -> ClientResponse? {
        let target = request.url.dropFirst(Self.endpoint.count - "/v1".count)
        var body: [UInt8] = []
        let head = respond(
            to: Request(
                method: request.method, path: String(target.prefix { $0 != "?" }),
                query: String(target.drop { $0 != "?" }.dropFirst()), headers: request.headers,
                body: request.body ?? []), body: &body)
        // The simulator's request to nginx to close the connection.
        guard head.headers["X-Accel-Redirect"] == nil else { return nil }
        return ClientResponse(status: head.status.rawValue, headers: head.headers, body: body)
    }
}

extension ClientRequest {
    /// A call by hand of the project's owner, as at the vendor's console. `path` begins with a slash.
    package static func byHand(
        _ method: HTTP.Method, _ path: String, token: String, json: String? = nil
    ) -> ClientRequest {
        ClientRequest(
            method: method, url: SimulatorHandler.endpoint + path,
            headers: Headers([("Authorization", "Bearer \(token)"), ("Content-Type", "application/json")]),
            body: json.map { Array($0.utf8) })
    }
}
