/// One HTTP request as the web server passed it on.
package struct Request: Sendable {
    /// 16 hex digits, unique to this request; the client sees it as `X-Request-Id`.
    package var id: String
    package var method: Method
    /// The path as sent, still percent-encoded, without the query; begins with `/`.
    package var path: String
    /// The part behind `?`, still percent-encoded; empty when there is none.
    package var query: String
    package var headers: Headers
    package var body: [UInt8]
    /// The peer's address as the web server saw it.
    package var remoteAddress: String
    /// True when the client used TLS to the web server.
    package var isSecure: Bool

    package init(
        id: String = "0000000000000000", method: Method, path: String, query: String = "",
        headers: Headers = Headers(), body: [UInt8] = [], remoteAddress: String = "127.0.0.1",
        isSecure: Bool = false
    ) {
        self.id = id
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.remoteAddress = remoteAddress
        self.isSecure = isSecure
    }

    /// The value of a cookie, or nil; the first one wins (RFC 6265 section 5.4).
    package func cookie(_ name: String) -> String? {
        guard let header = headers["Cookie"] else { return nil }
        for pair in header.utf8.split(separator: UInt8(ascii: ";")) {
            let trimmed = pair.drop { $0 == UInt8(ascii: " ") }
            guard let equals = trimmed.firstIndex(of: UInt8(ascii: "=")) else { continue }
            if trimmed[..<equals].elementsEqual(name.utf8) {
                return String(trimmed[trimmed.index(after: equals)...])
            }
        }
        return nil
    }

    /// The media type of the body in lower case without parameters, for example `application/json`.
    package var mediaType: String {
        let header = headers["Content-Type"] ?? ""
        let type = header.split(separator: ";", omittingEmptySubsequences: false).first ?? ""
        return String(type.filter { !$0.isWhitespace }).lowercased()
    }
}

/// Responds to requests. Each responder thread owns one, so it may hold what only one thread may use.
package protocol RequestHandler {
    /// Writes a response's body into `body`, which is empty at first with its capacity kept from earlier requests, and
    /// returns its head. Never throws: a failure is a response too.
    mutating func respond(to request: Request, body: inout [UInt8]) -> ResponseHead

    /// Called when the response was sent: for what nobody has to wait for.
    mutating func afterResponse()
}

extension RequestHandler {
    package func afterResponse() {}
}
