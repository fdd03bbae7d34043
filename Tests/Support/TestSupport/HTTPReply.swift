/// An HTTP/1.1 response, parsed from all bytes of a connection that was closed after it.
package struct HTTPReply {
    package struct Malformed: Error {
        package let bytes: [UInt8]
    }

    package let status: Int
    /// The header fields, names in lower case, in order.
    package let fields: [(name: String, value: String)]
    package let body: [UInt8]

    package init(_ bytes: [UInt8]) throws {
        let text = String(decoding: bytes, as: UTF8.self)
        let end = Array("\r\n\r\n".utf8)
        guard
            let headLength = (0..<bytes.count).first(where: { bytes[$0...].starts(with: end) }),
            let status = text.split(separator: " ", maxSplits: 2).dropFirst().first.flatMap({ Int($0) })
        else { throw Malformed(bytes: bytes) }
        self.status = status
        fields = String(decoding: bytes[..<headLength], as: UTF8.self).split(separator: "\r\n").dropFirst()
            .map { line in
                let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
                return (parts[0].lowercased(), parts.count == 2 ? String(parts[1].drop { $0 == " " }) : "")
            }
        body = Array(bytes[(headLength + 4)...])
    }

    /// The first field of that lower-case name.
    package subscript(name: String) -> String? {
        fields.first { $0.name == name }?.value
    }

    /// Every value of that lower-case name.
    package func all(_ name: String) -> [String] {
        fields.filter { $0.name == name }.map(\.value)
    }

    package var text: String { String(decoding: body, as: UTF8.self) }
}
