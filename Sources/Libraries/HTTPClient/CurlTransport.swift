import CCurl
import Glibc
import HTTP

/// HTTP/1.1 and TLS by libcurl's easy interface (https://curl.se/libcurl/c/libcurl-easy.html): one handle,
/// reused for its open connection; for one thread.
///
/// Proxies named in the environment are not used, cookies and redirects neither: a request goes to the
/// server in its URL and nowhere else. Creating one sets the process to ignore SIGPIPE.
package final class CurlTransport: HTTPTransport {
    private let handle: UnsafeMutableRawPointer
    private let message = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
    private let caFile: String?

    /// - Parameter caFile: PEM certificates, the only ones then trusted. Without it the system's are, which
    ///   costs each process some 25 ms and 700 kB at its first TLS connection.
    package init(caFile: String? = nil) throws(TransportError) {
        guard libcurlIsReady, let handle = curl_easy_init() else {
            throw TransportError(kind: .other, delivery: .notSent, message: "libcurl could not be set up")
        }
        self.handle = handle
        self.caFile = caFile
    }

    deinit {
        curl_easy_cleanup(handle)
        message.deallocate()
    }

    package func send(_ request: ClientRequest) throws(TransportError) -> ClientResponse {
        guard request.totalTimeout > .zero else {
            throw TransportError(kind: .timeout, delivery: .notSent, message: "no time left to send")
        }
        let options = CurlOptions(handle: handle)
        let reception = Reception(maxBodyBytes: request.maxResponseBytes)
        let lines = try HeaderLines(for: request)
        // Forgets every option of the request before, but keeps its connection.
        curl_easy_reset(handle)
        message.pointee = 0
        try options.setPolicy(caFile: caFile)
        try options.set(request, lines: lines)
        try options.setReception(reception, message: message)
        let result = withExtendedLifetime((reception, lines)) { curl_easy_perform(handle) }
        guard result == CURLE_OK else { throw failure(result, reception) }
        return ClientResponse(
            status: options.long(CURLINFO_RESPONSE_CODE), headers: reception.headers, body: reception.body)
    }

    private func failure(_ code: CURLcode, _ reception: Reception) -> TransportError {
        let own = String(cString: message)
        // libcurl counts the bytes of requests it gave to the socket; one may have been enough.
        let sentBytes = CurlOptions(handle: handle).long(CURLINFO_REQUEST_SIZE)
        let delivery = sentBytes == 0 ? TransportError.Delivery.notSent : .possiblySent
        return TransportError(
            kind: reception.isOverLimit ? .tooLarge : TransportError.Kind(code, delivery),
            delivery: delivery,
            code: Int(code.rawValue),
            message: own.isEmpty ? String(cString: curl_easy_strerror(code)) : own)
    }
}

/// Sets libcurl up, once in a process. With CURLOPT_NOSIGNAL it leaves SIGPIPE to us, and a peer that closes
/// its end while we write must not end the process.
private let libcurlIsReady: Bool = {
    signal(SIGPIPE, SIG_IGN)
    return curl_global_init(Int(CURL_GLOBAL_ALL)) == CURLE_OK
}()
