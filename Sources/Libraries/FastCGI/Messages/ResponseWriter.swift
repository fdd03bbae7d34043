import HTTP

/// Writes a response's head as the bytes of a CGI response (RFC 3875 section 6), into a buffer used again for every
/// response of its thread.
struct ResponseWriter {
    private(set) var head: [UInt8] = []

    init() {
        head.reserveCapacity(1024)
    }

    /// Writes the head. False when a field could break out of its line or the status is no final one; then none of it
    /// may be sent.
    ///
    /// `Content-Length` and `X-Request-Id` are always ours. `bodyBytes` is nil for a status without a body.
    mutating func compose(_ response: ResponseHead, id: String, bodyBytes: Int?) -> Bool {
        head.removeAll(keepingCapacity: true)
        guard (200...599).contains(response.status.rawValue) else { return false }
        appendLine("Status: ", String(response.status.rawValue), " ", response.status.reason)
        for field in response.headers.fields where !Self.isOurs(field.name) {
            guard Self.isToken(field.name), Self.isFieldValue(field.value) else { return false }
            appendLine(field.name, ": ", field.value)
        }
        appendLine("X-Request-Id: ", id)
        if let bodyBytes { appendLine("Content-Length: ", String(bodyBytes)) }
        appendLine()
        return true
    }

    /// One line; spelled out because a list of parts would be allocated for each.
    private mutating func appendLine(_ a: String = "", _ b: String = "", _ c: String = "", _ d: String = "") {
        append(a)
        append(b)
        append(c)
        append(d)
        head.append(UInt8(ascii: "\r"))
        head.append(UInt8(ascii: "\n"))
    }

    private mutating func append(_ text: String) {
        // As one block of memory; as a sequence it costs several times as much.
        if text.utf8.withContiguousStorageIfAvailable({ head.append(contentsOf: $0) }) == nil {
            head += text.utf8
        }
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
            && all(name) { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: "!#$%&'*+.^_`|~".utf8.contains(byte)
                }
            }
    }

    /// RFC 9110 section 5.5: no control character but the tab.
    private static func isFieldValue(_ value: String) -> Bool {
        all(value) { ($0 >= 0x20 && $0 != 0x7F) || $0 == UInt8(ascii: "\t") }
    }

    private static func all(_ text: String, _ isAllowed: (UInt8) -> Bool) -> Bool {
        text.utf8.withContiguousStorageIfAvailable { $0.allSatisfy(isAllowed) }
            ?? text.utf8.allSatisfy(isAllowed)
    }
}
