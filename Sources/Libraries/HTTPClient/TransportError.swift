/// Why a request brought no answer. Holds nothing of the request's headers, query or body.
package struct TransportError: Error, Equatable, CustomStringConvertible {
    package enum Kind: Sendable {
        /// Connecting, waiting or the transfer took too long.
        case timeout
        /// No such host, or nobody listens there.
        case connectFailed
        /// The connection was closed before the first byte of an answer, or reset at any time.
        case reset
        /// The answer broke off in the middle.
        case truncated
        /// The server's certificate is not trusted, or no agreement on TLS.
        case tls
        /// The answer has more bytes than the request allows.
        case tooLarge
        /// The request can't be sent as it stands: address, method or a header.
        case invalidRequest
        case other
    }

    /// Whether the server may have seen the request, and so may have acted on it.
    package enum Delivery: Sendable {
        case notSent, possiblySent
    }

    package let kind: Kind
    package let delivery: Delivery
    /// libcurl's result code, 0 for what was refused before libcurl.
    package let code: Int
    package let message: String

    package init(kind: Kind, delivery: Delivery, code: Int = 0, message: String) {
        self.kind = kind
        self.delivery = delivery
        self.code = code
        self.message = message
    }

    package var description: String {
        code == 0 ? message : "\(message) (curl \(code))"
    }
}
