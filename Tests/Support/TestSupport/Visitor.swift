/// A person's browser over real connections to a loopback port: keeps cookies, sends `Origin` and the hidden
/// fields of the form it has on its screen. A copy of it is a second tab, or another window on the same session.
package struct Visitor: Sendable {
    package let port: UInt16
    package var cookies: [String: String] = [:]
    /// The last page.
    package private(set) var page = ""

    package init(port: UInt16) {
        self.port = port
    }

    package var origin: String { "http://127.0.0.1:\(port)" }

    /// A request whose bytes have been sent and whose answer nobody has read yet.
    package struct SentRequest: Sendable {
        fileprivate let client: SocketClient

        /// Waits for the answer.
        package func reply() throws -> HTTPReply {
            try HTTPReply(client.readToEnd())
        }
    }

    /// Sends one request with the cookies. It is on its way when this returns, and its answer is waited for by nobody:
    /// so a test can do something in between without a second thread.
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

    /// One request with the cookies; keeps those of the answer.
    package mutating func send(
        _ method: String, _ target: String, headers: [String] = [], body: [UInt8] = []
    ) throws -> HTTPReply {
        let reply = try start(method, target, headers: headers, body: body).reply()
        for cookie in reply.all("set-cookie") { keep(cookie) }
        return reply
    }

    /// One request with the cookies, whose answer changes nothing here.
    package func sent(
        _ method: String, _ target: String, headers: [String] = [], body: [UInt8] = []
    ) throws -> HTTPReply {
        var copy = self
        return try copy.send(method, target, headers: headers, body: body)
    }

    /// Opens a page, whatever its status.
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

    /// Sends the form on the screen that posts to `action`, as `submit` does, and leaves its answer to be read later.
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
