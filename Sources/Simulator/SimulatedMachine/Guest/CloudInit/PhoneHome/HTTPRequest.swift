import Glibc

/// A request over TCP without TLS.
struct HTTPRequest {
    let address: WebAddress
    let body: [UInt8]?
    private static let headLimit = 64 << 10

    /// The bytes that python-requests sends.
    var request: [UInt8] {
        var lines = [
            "\(body == nil ? "GET" : "POST") \(address.target) HTTP/1.1", "Host: \(address.authority)",
            "User-Agent: Cloud-Init/22.4.2", "Accept-Encoding: gzip, deflate", "Accept: */*",
            "Connection: keep-alive",
        ]
        if let body {
            lines += ["Content-Length: \(body.count)", "Content-Type: application/x-www-form-urlencoded"]
        }
        return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + (body ?? [])
    }

    /// Sends the request and returns the head of the response, whose body is not read.
    func send() throws(RequestError) -> HTTPResponseHead {
        let connection = try connect()
        defer { close(connection) }
        try write(request, to: connection)
        return try readResponseHead(from: connection)
    }

    private func connect() throws(RequestError) -> Int32 {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(address.host, String(address.port), &hints, &list)
        guard code == 0 else {
            throw RequestError(reason: "\(address.host): \(String(cString: gai_strerror(code)))")
        }
        defer { freeaddrinfo(list) }
        var entry = list
        while let candidate = entry?.pointee {
            let descriptor = socket(
                candidate.ai_family, candidate.ai_socktype | Int32(SOCK_CLOEXEC.rawValue), 0)
            if descriptor >= 0, Glibc.connect(descriptor, candidate.ai_addr, candidate.ai_addrlen) == 0 {
                return descriptor
            }
            let code = errno
            if descriptor >= 0 { close(descriptor) }
            guard candidate.ai_next != nil else {
                throw RequestError(reason: "connect: \(String(cString: strerror(code)))")
            }
            entry = candidate.ai_next
        }
        throw RequestError(reason: "\(address.host) has no address")
    }

    private func write(_ bytes: [UInt8], to connection: Int32) throws(RequestError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw RequestError(reason: "the connection broke while sending") }
            rest = rest.dropFirst(count)
        }
    }

    /// Reads until the head is complete. The body does not matter.
    private func readResponseHead(from connection: Int32) throws(RequestError) -> HTTPResponseHead {
        var head: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while head.count <= HTTPRequest.headLimit {
            if let response = HTTPResponseHead(head: head) { return response }
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { throw RequestError(reason: "the connection ended without an answer") }
            head += buffer[..<count]
        }
        throw RequestError(reason: "the answer's head does not end")
    }
}

extension HTTPResponseHead {
    /// Parses the first bytes of a response; nil while they do not hold the complete head.
    init?(head bytes: [UInt8]) {
        // In Swift CR LF is a single character.
        let lines = String(decoding: bytes, as: UTF8.self).split(
            separator: "\r\n", omittingEmptySubsequences: false)
        guard let blank = lines.firstIndex(of: ""), blank < lines.count - 1 else { return nil }
        let words = lines[0].split(separator: " ")
        guard words.count > 1, let status = Int(words[1]) else { return nil }
        let location = lines[..<blank].first { $0.lowercased().hasPrefix("location:") }
        self.init(status: status, location: location.map { String($0.dropFirst(9).drop { $0 == " " }) })
    }
}
