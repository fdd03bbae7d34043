import Glibc
import Synchronization

/// The server's end of one connection. Every wait ends after a minute, so a broken client can't hang a test.
package final class SocketConnection: Sendable {
    private let socket: Int32
    private let isOpen = Mutex(true)
    private let record: @Sendable (String) -> Void

    init(_ socket: Int32, record: @escaping @Sendable (String) -> Void) {
        self.socket = socket
        self.record = record
        var limit = timeval(tv_sec: 60, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(socket, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
    }

    /// Reads the next request, head and body.
    package func readRequest() throws -> String {
        var request: [UInt8] = []
        while !request.suffix(4).elementsEqual("\r\n\r\n".utf8) { request += try read(atMost: 1) }
        let length = request.count + contentLength(head: String(decoding: request, as: UTF8.self))
        while request.count < length { request += try read(atMost: length - request.count) }
        let text = String(decoding: request, as: UTF8.self)
        record(text)
        return text
    }

    /// Reads the next bytes, at least one.
    package func read(atMost count: Int) throws -> ArraySlice<UInt8> {
        var bytes = [UInt8](repeating: 0, count: count)
        let received = recv(socket, &bytes, count, 0)
        guard received > 0 else { throw SocketFailure(operation: "recv", code: received == 0 ? 0 : errno) }
        return bytes[..<received]
    }

    package func send(_ text: String) throws {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw SocketFailure(operation: "send", code: errno) }
            rest = rest.dropFirst(count)
        }
    }

    /// Reads one request and sends the response.
    package func answer(_ response: String) throws {
        _ = try readRequest()
        try send(response)
    }

    /// Waits until the client has closed its end, at most for that time after what it last sent.
    package func waitForClose(milliseconds: Int32 = 60_000) -> Bool {
        var state = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
        while poll(&state, 1, milliseconds) != 0 {
            guard (try? read(atMost: 16 << 10)) != nil else { return true }
        }
        return false
    }

    /// Closes with a TCP reset, dropping what was not read or sent.
    package func reset() {
        var option = linger(l_onoff: 1, l_linger: 0)
        setsockopt(socket, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
        close()
    }

    package func close() {
        isOpen.withLock { isOpen in
            if isOpen { Glibc.close(socket) }
            isOpen = false
        }
    }
}

private func contentLength(head: String) -> Int {
    for line in head.split(separator: "\r\n") where line.lowercased().hasPrefix("content-length:") {
        return Int(line.drop { !$0.isNumber }) ?? 0
    }
    return 0
}
