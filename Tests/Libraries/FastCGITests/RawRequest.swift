/// The bytes of a FastCGI request (FastCGI specification 1.0, section 3), also of one that nginx would never send.
struct RawRequest {
    private(set) var bytes: [UInt8] = []

    /// Begins a request; the responder's role is 1.
    init(role: UInt8 = 1, isKept: Bool = false) {
        append(type: 1, [0, role, isKept ? 1 : 0, 0, 0, 0, 0, 0])
    }

    /// A whole request.
    init(_ parameters: [(String, String)], body: [UInt8] = []) {
        self.init()
        appendParameters(parameters)
        appendBody(body)
        appendBody([])
    }

    mutating func appendParameters(_ parameters: [(String, String)]) {
        var content: [UInt8] = []
        for (name, value) in parameters {
            content += Self.length(name.utf8.count) + Self.length(value.utf8.count)
            content += Array(name.utf8) + Array(value.utf8)
        }
        append(type: 4, content)
        append(type: 4, [])
    }

    mutating func appendBody(_ content: [UInt8]) {
        append(type: 5, content)
    }

    /// Records of at most 65,535 bytes of content.
    mutating func append(type: UInt8, _ content: [UInt8]) {
        var rest = content[...]
        repeat {
            let part = rest.prefix(0xFFFF)
            rest = rest.dropFirst(part.count)
            bytes += [1, type, 0, 1, UInt8(part.count >> 8), UInt8(part.count & 0xFF), 0, 0]
            bytes += part
        } while !rest.isEmpty
    }

    private static func length(_ count: Int) -> [UInt8] {
        if count < 128 { return [UInt8(count)] }
        return [
            UInt8(count >> 24) | 0x80, UInt8(count >> 16 & 255), UInt8(count >> 8 & 255), UInt8(count & 255),
        ]
    }
}
