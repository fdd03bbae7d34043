import CCurl
import HTTP

/// The options of one transfer, set on the handle that its `CurlTransport` owns.
struct CurlOptions {
    let handle: UnsafeMutableRawPointer

    /// Sets the options that every request shares.
    func setPolicy(caFile: String?) throws(TransportError) {
        try set(CURLOPT_NOSIGNAL, 1)
        try set(CURLOPT_PROTOCOLS_STR, "http,https")
        try set(CURLOPT_FOLLOWLOCATION, 0)
        try set(CURLOPT_PROXY, "")
        // One thread sends one request at a time: HTTP/2 and a second open connection would bring nothing.
        try set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        try set(CURLOPT_MAXCONNECTS, 1)
        try set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        try set(CURLOPT_SSL_VERIFYPEER, 1)
        try set(CURLOPT_SSL_VERIFYHOST, 2)
        if let caFile {
            try set(CURLOPT_CAINFO, caFile)
            // Debian's libcurl also trusts a directory of certificates unless told not to.
            try check(ccurl_set_string(handle, CURLOPT_CAPATH, nil))
        }
    }

    /// Sets the options of this request.
    func set(_ request: ClientRequest, lines: HeaderLines) throws(TransportError) {
        try set(CURLOPT_URL, request.url)
        try set(CURLOPT_CONNECTTIMEOUT_MS, request.connectTimeout.wholeMilliseconds)
        try set(CURLOPT_TIMEOUT_MS, request.totalTimeout.wholeMilliseconds)
        try set(CURLOPT_LOW_SPEED_LIMIT, 1)
        try set(CURLOPT_LOW_SPEED_TIME, max(1, request.stallTimeout.wholeMilliseconds / 1000))
        try check(
            ccurl_set_offset(handle, CURLOPT_MAXFILESIZE_LARGE, curl_off_t(max(1, request.maxResponseBytes))))
        try check(ccurl_set_list(handle, CURLOPT_HTTPHEADER, lines.list))
        if let body = request.body ?? (request.method == .post ? [] : nil) { try setBody(body) }
        switch request.method {
        case .get where request.body == nil, .post: break
        case .head: try set(CURLOPT_NOBODY, 1)
        default: try set(CURLOPT_CUSTOMREQUEST, request.method.name)
        }
        if !request.method.isIdempotent {
            // On a kept connection that turns out closed libcurl quietly sends the request again, though the
            // server may have acted on it before closing. On a fresh one it never does.
            try set(CURLOPT_FRESH_CONNECT, 1)
        }
    }

    private func setBody(_ body: [UInt8]) throws(TransportError) {
        try set(CURLOPT_POST, 1)
        try check(ccurl_set_offset(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count)))
        // The size is set first: it tells libcurl how much to copy. The byte beyond it gives an empty body an address,
        // without which libcurl would read one from standard input.
        try check(
            (body + [0]).withUnsafeBytes {
                ccurl_set_pointer(
                    handle, CURLOPT_COPYPOSTFIELDS, UnsafeMutableRawPointer(mutating: $0.baseAddress))
            })
    }

    /// Has libcurl deliver the response to `reception` and write the reason of a failure to `message`; both must
    /// outlive the transfer.
    func setReception(
        _ reception: Reception, message: UnsafeMutablePointer<CChar>
    ) throws(TransportError) {
        let context = Unmanaged.passUnretained(reception).toOpaque()
        try check(ccurl_set_pointer(handle, CURLOPT_ERRORBUFFER, message))
        try check(ccurl_set_write_function(handle, CURLOPT_WRITEFUNCTION, receiveBody))
        try check(ccurl_set_pointer(handle, CURLOPT_WRITEDATA, context))
        try check(ccurl_set_write_function(handle, CURLOPT_HEADERFUNCTION, receiveHeaderLine))
        try check(ccurl_set_pointer(handle, CURLOPT_HEADERDATA, context))
    }

    func long(_ info: CURLINFO) -> Int {
        var value = 0
        ccurl_get_long(handle, info, &value)
        return value
    }

    private func set(_ option: CURLoption, _ value: Int) throws(TransportError) {
        try check(ccurl_set_long(handle, option, value))
    }

    private func set(_ option: CURLoption, _ value: String) throws(TransportError) {
        try check(ccurl_set_string(handle, option, value))
    }

    private func check(_ code: CURLcode) throws(TransportError) {
        guard code == CURLE_OK else {
            throw TransportError(
                kind: TransportError.Kind(code, .notSent), delivery: .notSent, code: Int(code.rawValue),
                message: String(cString: curl_easy_strerror(code)))
        }
    }
}

extension Duration {
    /// Rounded up, so that a wait never becomes libcurl's 0, which means for ever.
    fileprivate var wholeMilliseconds: Int {
        let (seconds, attoseconds) = components
        let (whole, rest) = attoseconds.quotientAndRemainder(dividingBy: 1_000_000_000_000_000)
        return max(1, Int(seconds) * 1000 + Int(whole) + (rest > 0 ? 1 : 0))
    }
}

extension Method {
    /// True when sending it twice has the effect of sending it once (RFC 9110 section 9.2.2).
    fileprivate var isIdempotent: Bool {
        switch self {
        case .get, .head, .put, .delete, .options: true
        case .post, .patch, .other: false
        }
    }
}
