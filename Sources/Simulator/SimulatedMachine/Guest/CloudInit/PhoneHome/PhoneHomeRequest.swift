/// One attempt of phone_home, as cloud-init 22.4.2 makes it with python-requests.
struct PhoneHomeRequest {
    enum Result: Equatable {
        case succeeded
        case failed(String)
        /// Trying again is useless: TLS failed, for example because the certificate is not trusted.
        case failedPermanently(String)
    }

    let url: String
    let form: [UInt8]
    /// The limit of python-requests.
    private static let redirectLimit = 30

    /// Sends the request and follows redirections: 301, 302 and 303 with a GET without a body, 307 and 308 with the
    /// same POST. Any status below 400 is success. There is no time limit, as there is none in cloud-init.
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

/// The parts of a response head that an attempt needs.
struct HTTPResponseHead: Equatable {
    let status: Int
    /// The target of a redirection; nil for any other status.
    let location: String?

    init(status: Int, location: String?) {
        self.status = status
        self.location = [301, 302, 303, 307, 308].contains(status) ? location : nil
    }

    /// True when the redirected request is a GET without a body.
    var redirectsToGET: Bool { (301...303).contains(status) }
}

/// The reason why there is no response.
struct RequestError: Error {
    let reason: String
    /// True when trying again is useless.
    var isPermanent = false
}
