import CCurl

extension TransportError.Kind {
    /// What a libcurl result code means to us (https://curl.se/libcurl/c/libcurl-errors.html).
    init(_ code: CURLcode, _ delivery: TransportError.Delivery) {
        self =
            switch code {
            case CURLE_OPERATION_TIMEDOUT: .timeout
            case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_CONNECT: .connectFailed
            case CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR: .reset
            case CURLE_PARTIAL_FILE: .truncated
            case CURLE_FILESIZE_EXCEEDED: .tooLarge
            // Once sent, the unsupported protocol is the answer's.
            case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL:
                delivery == .notSent ? .invalidRequest : .other
            case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE,
                CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CLIENTCERT:
                .tls
            default: .other
            }
    }
}
