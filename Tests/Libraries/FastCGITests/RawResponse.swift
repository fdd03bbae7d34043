import TestSupport

/// A responder's response: the content of its output records, and whether it ended the request.
struct RawResponse {
    private(set) var output: [UInt8] = []
    private(set) var isEnded = false

    init(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while rest.count >= 8 {
            let header = Array(rest.prefix(8))
            let length = Int(header[4]) << 8 | Int(header[5])
            let content = rest.dropFirst(8).prefix(length)
            if header[1] == 6 { output += content }
            if header[1] == 3 { isEnded = true }
            rest = rest.dropFirst(8 + length + Int(header[6]))
        }
    }

    var text: String { String(decoding: output, as: UTF8.self) }

    /// The number after `Status:`, nil when there was no response.
    var status: Int? {
        text.firstMatch(of: /^Status: (\d+)/).flatMap { Int($0.1) }
    }
}
