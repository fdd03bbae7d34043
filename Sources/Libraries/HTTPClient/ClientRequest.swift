package import HTTP

/// One request to a server. Prints itself as method and address only: headers, query and body may be secret.
package struct ClientRequest: Sendable, CustomStringConvertible, CustomReflectable {
    package var method: Method
    /// `http` or `https`; the query already escaped.
    package var url: String
    package var headers: Headers
    package var body: [UInt8]?
    /// For name look-up, TCP and TLS together.
    package var connectTimeout: Duration
    /// With less than a byte a second for so long, waiting for the answer included, the request is given up.
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
