/// One try of phone_home, as python-requests makes it for cloud-init 22.4.2.
struct PhoneHomeRequest {
    enum Result: Equatable {
        case succeeded
        case failed(String)
        /// Waiting changes nothing: the certificate is not trusted.
        case failedPermanently(String)
    }

    let url: String
    let form: [UInt8]
    /// requests gives up after so many.
    private static let redirectLimit = 30

    /// Any status below 400 is success. Redirections are followed: 301, 302 and 303 as GET without a body, 307 and
    /// 308 as the same POST again. There is no time limit, as there is none in the original.
    func send() -> Result {
        var url = url
        var body: [UInt8]? = form
        for _ in 0...PhoneHomeRequest.redirectLimit {
            guard let address = WebAddress(url) else { return .failed("no http or https URL") }
            let response: HTTPResponseHead
            do {
                response =
                    try address.isSecure
                    ? HTTPSRequest(url: url, body: body).send()
                    : HTTPRequest(address: address, body: body).send()
            } catch {
                return error.isPermanent ? .failedPermanently(error.reason) : .failed(error.reason)
            }
            guard response.status < 400 else { return .failed("status \(response.status)") }
            guard let location = response.location else { return .succeeded }
            url = address.resolved(location)
            if response.redirectsToGET { body = nil }
        }
        return .failed("more than \(PhoneHomeRequest.redirectLimit) redirections")
    }
}

/// What a try needs to know of an response.
struct HTTPResponseHead: Equatable {
    let status: Int
    /// Where a redirection leads; nil for any other response.
    let location: String?

    init(status: Int, location: String?) {
        self.status = status
        self.location = [301, 302, 303, 307, 308].contains(status) ? location : nil
    }

    /// Whether the next request is a GET.
    var redirectsToGET: Bool { (301...303).contains(status) }
}

/// Why no response came.
struct RequestError: Error {
    let reason: String
    var isPermanent = false
}
