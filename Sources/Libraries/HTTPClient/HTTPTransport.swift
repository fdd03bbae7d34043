package import HTTP

/// Sends requests to servers. Belongs to one thread.
package protocol HTTPTransport {
    /// Sends once and waits for the whole response, at most for the request's total timeout. Returns a response of any
    /// status; redirects are not followed.
    func send(_ request: ClientRequest) throws(TransportError) -> ClientResponse
}

/// One request to a server. Prints as method and URL only: headers, query and body may be secret.
package struct ClientRequest: Sendable, CustomStringConvertible, CustomReflectable {
    package var method: Method
    /// `http` or `https`; the query already escaped.
    package var url: String
    package var headers: Headers
    package var body: [UInt8]?
    /// For name look-up, TCP and TLS together.
    package var connectTimeout: Duration
    /// The time without a byte a second, waiting for the response included, after which the request is abandoned.
    package var stallTimeout: Duration
    /// From first to last byte, connecting included. Nothing is sent when it is zero or less.
    package var totalTimeout: Duration
    package var maxResponseBytes: Int

    package init(
        method: Method, url: String, headers: Headers = Headers(), body: [UInt8]? = nil,
        connectTimeout: Duration = .seconds(10), stallTimeout: Duration = .seconds(30),
        totalTimeout: Duration = .seconds(30), maxResponseBytes: Int = 1 << 20
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.connectTimeout = connectTimeout
        self.stallTimeout = stallTimeout
        self.totalTimeout = totalTimeout
        self.maxResponseBytes = maxResponseBytes
    }

    package var description: String {
        "\(method.name) \(url.prefix { $0 != "?" })"
    }

    package var customMirror: Mirror {
        Mirror(self, children: [])
    }
}

/// A complete response; one that broke off is a `TransportError` instead.
package struct ClientResponse: Sendable {
    package var status: Int
    package var headers: Headers
    package var body: [UInt8]

    package init(status: Int, headers: Headers = Headers(), body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}
