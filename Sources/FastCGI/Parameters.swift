import Glibc
import HTTP

/// The CGI variables of a request that we use (RFC 3875 section 4.1), copied out of libfcgi's memory.
struct Parameters {
    private(set) var method: String?
    private(set) var target: String?
    private(set) var contentLength = ""
    private(set) var remoteAddress = ""
    private(set) var isSecure = false
    private(set) var headers = Headers()

    init(_ connection: borrowing Connection) {
        connection.forEachParameter { name, value in
            take(name, value)
        }
    }

    private mutating func take(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) {
        if let field = Self.headerField(name) {
            headers.add(field, Self.text(value))
        } else if name.elementsEqual("REQUEST_METHOD".utf8) {
            method = Self.text(value)
        } else if name.elementsEqual("REQUEST_URI".utf8) {
            target = Self.text(value)
        } else if name.elementsEqual("CONTENT_LENGTH".utf8) {
            contentLength = Self.text(value)
        } else if name.elementsEqual("CONTENT_TYPE".utf8), !value.isEmpty {
            headers.add("content-type", Self.text(value))
        } else if name.elementsEqual("REMOTE_ADDR".utf8) {
            remoteAddress = Self.text(value)
        } else if name.elementsEqual("HTTPS".utf8) {
            isSecure = value.elementsEqual("on".utf8)
        }
    }

    /// `HTTP_USER_AGENT` is the field `user-agent`; nil for what isn't a header field.
    private static func headerField(_ name: UnsafeRawBufferPointer) -> String? {
        guard name.count > 5, name.starts(with: "HTTP_".utf8) else { return nil }
        return String(unsafeUninitializedCapacity: name.count - 5) { bytes in
            for (index, byte) in name.dropFirst(5).enumerated() {
                bytes[index] = lowercased(byte)
            }
            return name.count - 5
        }
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "_"): UInt8(ascii: "-")
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
        default: byte
        }
    }

    private static func text(_ bytes: UnsafeRawBufferPointer) -> String {
        String(decoding: bytes, as: UTF8.self)
    }
}
