import HTTP

/// Turns a response's head into the bytes of a CGI response (RFC 3875 section 6), in a buffer used again for
/// every response of its thread.
struct ResponseWriter {
    private(set) var head: [UInt8] = []

    init() {
        head.reserveCapacity(1024)
    }

    /// Composes the head; false when a field could break out of its line or the status is no final one, and
    /// then nothing of it may be sent.
    ///
    /// `Content-Length` and `X-Request-Id` are always ours. `bodyBytes` is nil for a status without a body.
    mutating func compose(_ response: ResponseHead, id: String, bodyBytes: Int?) -> Bool {
        head.removeAll(keepingCapacity: true)
        guard (200...599).contains(response.status.rawValue) else { return false }
        append("Status: ", "\(response.status.rawValue) ", response.status.reason)
        for field in response.headers.fields where !Self.isOurs(field.name) {
            guard Self.isToken(field.name), Self.isFieldValue(field.value) else { return false }
            append(field.name, ": ", field.value)
        }
        append("X-Request-Id: ", id)
        if let bodyBytes { append("Content-Length: ", String(bodyBytes)) }
        append()
        return true
    }

    private mutating func append(_ parts: String...) {
        for part in parts { head += part.utf8 }
        head += [UInt8(ascii: "\r"), UInt8(ascii: "\n")]
    }

    private static func isOurs(_ name: String) -> Bool {
        switch name.utf8.count {
        case 6: name.lowercased() == "status"
        case 12: name.lowercased() == "x-request-id"
        case 14: name.lowercased() == "content-length"
        default: false
        }
    }

    /// RFC 9110 section 5.6.2.
    private static func isToken(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
                }
            }
    }

    /// RFC 9110 section 5.5: no control character but the tab.
    private static func isFieldValue(_ value: String) -> Bool {
        value.utf8.allSatisfy { ($0 >= 0x20 && $0 != 0x7F) || $0 == UInt8(ascii: "\t") }
    }
}
