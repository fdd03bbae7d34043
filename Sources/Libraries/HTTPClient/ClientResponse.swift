package import HTTP

/// A complete answer; one that broke off is a `TransportError` instead.
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
