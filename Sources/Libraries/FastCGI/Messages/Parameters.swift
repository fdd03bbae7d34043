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
        // By length first: most names then need one comparison, and this runs for each parameter.
        switch name.count {
        case 14 where Self.equal(name, "REQUEST_METHOD"): method = Self.text(value)
        case 11 where Self.equal(name, "REQUEST_URI"): target = Self.text(value)
        case 14 where Self.equal(name, "CONTENT_LENGTH"): contentLength = Self.text(value)
        case 12 where Self.equal(name, "CONTENT_TYPE"): headers.add("content-type", Self.text(value))
        case 11 where Self.equal(name, "REMOTE_ADDR"): remoteAddress = Self.text(value)
        case 5 where Self.equal(name, "HTTPS"): isSecure = Self.equal(value, "on")
        default:
            if name.count > 5, Self.equal(.init(rebasing: name[..<5]), "HTTP_") {
                headers.add(Self.fieldName(name.dropFirst(5)), Self.text(value))
            }
        }
    }

    private static func equal(_ bytes: UnsafeRawBufferPointer, _ text: StaticString) -> Bool {
        guard bytes.count == text.utf8CodeUnitCount, let start = bytes.baseAddress else { return false }
        return memcmp(start, text.utf8Start, bytes.count) == 0
    }

    /// The field's name for the rest of a CGI name: `user-agent` for `USER_AGENT`.
    private static func fieldName(_ name: Slice<UnsafeRawBufferPointer>) -> String {
        String(unsafeUninitializedCapacity: name.count) { bytes in
            for (index, byte) in name.enumerated() { bytes[index] = lowercased(byte) }
            return name.count
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
