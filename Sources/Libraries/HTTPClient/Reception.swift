import CCurl
import HTTP

/// Collects a response while libcurl's callbacks deliver it.
final class Reception {
    /// The limit of the headers together, as `maxBodyBytes` is the body's.
    static let maxHeaderBytes = 64 << 10

    let maxBodyBytes: Int
    private(set) var headers = Headers()
    private(set) var body: [UInt8] = []
    private(set) var isOverLimit = false
    private var headerBytes = 0
    private var headIsComplete = false

    init(maxBodyBytes: Int) {
        self.maxBodyBytes = maxBodyBytes
    }

    /// Takes the next bytes of the body; any other result than their count makes libcurl stop.
    func takeBody(_ bytes: UnsafeRawBufferPointer) -> Int {
        guard body.count + bytes.count <= maxBodyBytes else {
            isOverLimit = true
            return 0
        }
        body.append(contentsOf: bytes)
        return bytes.count
    }

    /// Takes one line of the head, status line and empty line included, or a trailer, which is dropped.
    func takeHeaderLine(_ bytes: UnsafeRawBufferPointer) -> Int {
        headerBytes += bytes.count
        guard headerBytes <= Self.maxHeaderBytes else {
            isOverLimit = true
            return 0
        }
        let line = String(decoding: bytes, as: UTF8.self).trimmingLineEnd()
        if line.hasPrefix("HTTP/") {
            // An interim 1xx head came before; only the last one counts (RFC 9110 section 15.2).
            headers = Headers()
            headIsComplete = false
        } else if line.isEmpty {
            headIsComplete = true
        } else if !headIsComplete, let colon = line.firstIndex(of: ":") {
            headers.add(String(line[..<colon]), line[line.index(after: colon)...].trimmingBlanks())
        }
        return bytes.count
    }
}

extension String {
    /// Characters would join CR and LF into one, so this looks at scalars.
    fileprivate func trimmingLineEnd() -> String {
        var scalars = unicodeScalars[...]
        while let last = scalars.last, last == "\r" || last == "\n" { scalars.removeLast() }
        return String(scalars)
    }
}

extension Substring {
    fileprivate func trimmingBlanks() -> String {
        var rest = drop { $0 == " " || $0 == "\t" }
        while let last = rest.last, last == " " || last == "\t" { rest.removeLast() }
        return String(rest)
    }
}

/// libcurl's side of `takeBody`: the context is an unretained `Reception` that outlives the transfer.
func receiveBody(
    _ data: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let context else { return 0 }
    let bytes = UnsafeRawBufferPointer(start: data, count: size * count)
    return Unmanaged<Reception>.fromOpaque(context).takeUnretainedValue().takeBody(bytes)
}

/// libcurl's side of `takeHeaderLine`.
func receiveHeaderLine(
    _ data: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let context else { return 0 }
    let bytes = UnsafeRawBufferPointer(start: data, count: size * count)
    return Unmanaged<Reception>.fromOpaque(context).takeUnretainedValue().takeHeaderLine(bytes)
}
