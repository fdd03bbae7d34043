/// A person's browser over real connections to a loopback port: stores cookies, sends `Origin` and the hidden fields
/// of the form on its page. A copy is a second tab of the same session.
package struct Visitor: Sendable {
    package let port: UInt16
    package var cookies: [String: String] = [:]
    /// The last page.
    package private(set) var page = ""

    package init(port: UInt16) {
        self.port = port
    }

    package var origin: String { "http://127.0.0.1:\(port)" }

    /// A request that has been sent and whose response has not been read yet.
    package struct SentRequest: Sendable {
        fileprivate let client: SocketClient

        /// Waits for the response.
        package func reply() throws -> HTTPReply {
            try HTTPReply(client.readToEnd())
        }
    }

    /// Sends one request with the cookies and returns without waiting for its response, so that a test can do something
    /// in between without a second thread.
    package func start(
        _ method: String, _ target: String, headers: [String] = [], body: [UInt8] = []
    ) throws -> SentRequest {
        let client = try SocketClient(port: port)
        var lines =
            ["\(method) \(target) HTTP/1.1", "Host: 127.0.0.1:\(port)", "Connection: close"] + headers
        if !cookies.isEmpty {
            lines.append("Cookie: " + cookies.map { "\($0)=\($1)" }.sorted().joined(separator: "; "))
        }
        if !body.isEmpty || method == "POST" { lines.append("Content-Length: \(body.count)") }
        try client.send(Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body)
        return SentRequest(client: client)
    }

    /// Sends one request with the cookies; stores those of the response.
    package mutating func send(
        _ method: String, _ target: String, headers: [String] = [], body: [UInt8] = []
    ) throws -> HTTPReply {
        let reply = try start(method, target, headers: headers, body: body).reply()
        for cookie in reply.all("set-cookie") { keep(cookie) }
        return reply
    }

    /// Sends one request with the cookies; the response changes nothing here.
    package func sent(
        _ method: String, _ target: String, headers: [String] = [], body: [UInt8] = []
    ) throws -> HTTPReply {
        var copy = self
        return try copy.send(method, target, headers: headers, body: body)
    }

    /// Opens a page, with any status.
    @discardableResult
    package mutating func open(_ path: String) throws -> HTTPReply {
        let reply = try send("GET", path, headers: ["Accept: text/html"])
        page = reply.text
        return reply
    }

    /// Sends the form on the screen that posts to `action`. Throws when there is none.
    @discardableResult
    package mutating func submit(
        _ action: String, _ fields: KeyValuePairs<String, String> = [:]
    ) throws -> HTTPReply {
        let reply = try post(action, PageForm(action: action, on: page).filledIn(fields))
        page = reply.text
        return reply
    }

    /// Sends the form on the screen that posts to `action`, as `submit` does, and returns before its response.
    package func startSubmitting(_ action: String) throws -> SentRequest {
        try start(
            "POST", action, headers: Self.formHeaders + ["Origin: \(origin)"],
            body: PageForm.encoded(PageForm(action: action, on: page).filledIn([:])))
    }

    private static let formHeaders = [
        "Content-Type: application/x-www-form-urlencoded", "Accept: text/html",
    ]

    /// Posts fields as a browser does from one of the site's own pages, unless the headers say otherwise.
    package mutating func post(
        _ path: String, _ fields: [(String, String)], headers: [String]? = nil
    ) throws -> HTTPReply {
        try send(
            "POST", path, headers: Self.formHeaders + (headers ?? ["Origin: \(origin)"]),
            body: PageForm.encoded(fields))
    }

    private mutating func keep(_ cookie: String) {
        let parts = cookie.split(separator: ";")
        guard let pair = parts.first?.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false),
            pair.count == 2
        else { return }
        let isOver = parts.contains { $0.hasSuffix("Max-Age=0") }
        cookies[String(pair[0])] = isOver ? nil : String(pair[1])
    }
}
