import HTTP

/// Reads a `Request` from the web server's message, and always reads the body to its end: a web server that is
/// still sending would take an early response for a broken connection.
struct RequestReader {
    let maxBodyBytes: Int

    /// The bytes that are read and discarded of a refused body; a peer that sends even more is cut off.
    private static let maxDrainedBytes = 16 << 20

    /// The request without its body, or nil when method or target is missing or the target is not a path.
    func head(_ parameters: Parameters, id: String) -> Request? {
        guard let method = parameters.method, !method.isEmpty else { return nil }
        guard let target = parameters.target, target.utf8.first == UInt8(ascii: "/") else { return nil }
        let mark = target.utf8.firstIndex(of: UInt8(ascii: "?"))
        return Request(
            id: id,
            method: Method(method),
            path: mark.map { String(target[..<$0]) } ?? target,
            query: mark.map { String(target[target.utf8.index(after: $0)...]) } ?? "",
            headers: parameters.headers,
            remoteAddress: parameters.remoteAddress,
            isSecure: parameters.isSecure
        )
    }

    /// The body, exactly as long as `contentLength` says.
    func body(of connection: borrowing Connection, contentLength: String) throws(Refusal) -> [UInt8] {
        guard let declared = Self.length(contentLength) else {
            _ = connection.drainBody(upTo: Self.maxDrainedBytes)
            throw .malformed("Content-Length is not a number")
        }
        guard declared <= maxBodyBytes else {
            _ = connection.drainBody(upTo: Self.maxDrainedBytes)
            throw .contentTooLarge(maxBytes: maxBodyBytes)
        }
        let body = declared == 0 ? [] : connection.readBody(declared)
        let excess = connection.drainBody(upTo: Self.maxDrainedBytes)
        guard body.count == declared, excess == 0 else {
            throw .malformed("the body is not as long as Content-Length says")
        }
        return body
    }

    /// Digits only (RFC 9110 section 8.6); nothing at all means no body.
    private static func length(_ text: String) -> Int? {
        if text.isEmpty { return 0 }
        let isNumber = text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard isNumber else { return nil }
        // More digits than fit are a number too large, not a malformed one.
        return Int(text) ?? Int.max
    }
}
