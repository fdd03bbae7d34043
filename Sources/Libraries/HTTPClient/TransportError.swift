import CCurl

/// A request without a complete response. Holds nothing of the request's headers, query or body.
package struct TransportError: Error, Equatable, CustomStringConvertible {
    package enum Kind: Sendable {
        /// Connecting, waiting or the transfer took too long.
        case timeout
        /// No such host, or nobody listens there.
        case connectFailed
        /// The connection was closed before the first byte of a response, or reset at any time.
        case reset
        /// The response broke off in the middle.
        case truncated
        /// The server's certificate is not trusted, or no agreement on TLS.
        case tls
        /// The response has more bytes than the request allows.
        case tooLarge
        /// The request can't be sent as it is: URL, method or a header.
        case invalidRequest
        case other
    }

    /// Tells whether the server may have received the request, and so may have acted on it.
    package enum Delivery: Sendable {
        case notSent, possiblySent
    }

    package let kind: Kind
    package let delivery: Delivery
    /// libcurl's result code, 0 for a request that was refused before libcurl.
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

extension TransportError.Kind {
    /// The kind of a libcurl result code (https://curl.se/libcurl/c/libcurl-errors.html).
    init(_ code: CURLcode, _ delivery: TransportError.Delivery) {
        self =
            switch code {
            case CURLE_OPERATION_TIMEDOUT: .timeout
            case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_CONNECT: .connectFailed
            case CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR: .reset
            case CURLE_PARTIAL_FILE: .truncated
            case CURLE_FILESIZE_EXCEEDED: .tooLarge
            // Once sent, the unsupported protocol is the response's.
            case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL:
                delivery == .notSent ? .invalidRequest : .other
            case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE,
                CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CLIENTCERT:
                .tls
            default: .other
            }
    }
}
