import CCurl
import HTTP

/// A request's header lines as libcurl takes them. Owns the list.
final class HeaderLines {
    private(set) var list: UnsafeMutablePointer<curl_slist>?

    /// - Throws: `.invalidRequest`, naming the header but not its value, when a line would not stay one line.
    init(for request: ClientRequest) throws(TransportError) {
        guard request.method.name.utf8.allSatisfy(isTokenByte), !request.method.name.isEmpty else {
            throw invalidRequest("the method is not a token")
        }
        guard request.url.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
            throw invalidRequest("the URL has a space or control character")
        }
        // libcurl's own additions that nobody asked for: a wait for "100 Continue" and a form's media type.
        try append("Expect:")
        if request.headers["Content-Type"] == nil { try append("Content-Type:") }
        for field in request.headers.fields {
            guard !field.name.isEmpty, field.name.utf8.allSatisfy(isTokenByte) else {
                throw invalidRequest("a header's name is not a token")
            }
            guard field.value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else {
                throw invalidRequest("the header \(field.name) has a control character in its value")
            }
            // "Name:" alone would remove the header; libcurl sends an empty one for "Name;".
            try append(field.value.isEmpty ? "\(field.name);" : "\(field.name): \(field.value)")
        }
    }

    deinit {
        curl_slist_free_all(list)
    }

    private func append(_ line: String) throws(TransportError) {
        guard let longer = curl_slist_append(list, line) else {
            throw TransportError(kind: .other, delivery: .notSent, message: "out of memory")
        }
        list = longer
    }
}

private func invalidRequest(_ message: String) -> TransportError {
    TransportError(kind: .invalidRequest, delivery: .notSent, message: message)
}

/// RFC 9110 section 5.6.2.
private func isTokenByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
    default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
}
