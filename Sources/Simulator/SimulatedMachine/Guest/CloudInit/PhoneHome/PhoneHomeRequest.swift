/// One try of phone_home, as python-requests makes it for cloud-init 22.4.2.
struct PhoneHomeRequest {
    enum Outcome: Equatable {
        case succeeded
        case failed(String)
        /// Waiting changes nothing: the certificate is not trusted.
        case neverWorks(String)
    }

    let url: String
    let form: [UInt8]
    /// requests gives up after so many.
    private static let redirectLimit = 30

    /// Any status below 400 is success. Redirections are followed: 301, 302 and 303 as GET without a body, 307 and
    /// 308 as the same POST again. There is no time limit, as there is none in the original.
    func make() -> Outcome {
        var url = url
        var body: [UInt8]? = form
        for _ in 0...PhoneHomeRequest.redirectLimit {
            guard let address = WebAddress(url) else { return .failed("no http or https URL") }
            let answer: HTTPResponseHead
            do {
                answer =
                    try address.isSecure
                    ? HTTPSRequest(url: url, body: body).send()
                    : HTTPRequest(address: address, body: body).send()
            } catch {
                return error.isFinal ? .neverWorks(error.reason) : .failed(error.reason)
            }
            guard answer.status < 400 else { return .failed("status \(answer.status)") }
            guard let location = answer.location else { return .succeeded }
            url = address.resolved(location)
            if answer.dropsBody { body = nil }
        }
        return .failed("more than \(PhoneHomeRequest.redirectLimit) redirections")
    }
}

/// What a try needs to know of an answer.
struct HTTPResponseHead: Equatable {
    let status: Int
    /// Where a redirection leads; nil for any other answer.
    let location: String?

    init(status: Int, location: String?) {
        self.status = status
        self.location = [301, 302, 303, 307, 308].contains(status) ? location : nil
    }

    /// Whether the next request is a GET.
    var dropsBody: Bool { (301...303).contains(status) }
}

/// Why no answer came.
struct RequestError: Error {
    let reason: String
    var isFinal = false
}
