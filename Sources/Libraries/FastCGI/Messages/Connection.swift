import CFastCGI
import Glibc

/// One thread's libfcgi request: created once at a fixed address, used again for every connection.
struct Connection: ~Copyable {
    private let request: UnsafeMutablePointer<FCGX_Request>

    init() {
        request = .allocate(capacity: 1)
        // No listening socket: connections come from our own accept.
        FCGX_InitRequest(request, -1, 0)
    }

    deinit {
        FCGX_Free(request, 1)
        request.deallocate()
    }

    /// Reads the request's parameters from `socket`, which then belongs to the connection. False when the
    /// peer sent none, malformed ones or only some of them; the socket is closed then.
    func begin(on socket: Int32) -> Bool {
        request.pointee.ipcFd = socket
        // FCGX_Accept_r first finishes the request before, and so would close the socket it is to read from.
        request.pointee.keepConnection = 1
        guard FCGX_Accept_r(request) == 0 else { return false }
        // libfcgi takes parameters that stopped arriving for parameters that ended.
        guard FCGX_GetError(request.pointee.in) == 0 else {
            FCGX_Free(request, 1)
            return false
        }
        return true
    }

    /// Ends the response and closes the connection, also when the peer asked to keep it: an idle kept
    /// connection would pin this thread.
    func finish() {
        request.pointee.keepConnection = 0
        FCGX_Finish_r(request)
    }

    /// Calls `body` with each parameter; the bytes live only as long as the call.
    func forEachParameter(_ body: (_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Void) {
        guard var entry = request.pointee.envp else { return }
        while let text = entry.pointee {
            let whole = UnsafeRawBufferPointer(start: text, count: strlen(text))
            if let equals = whole.firstIndex(of: UInt8(ascii: "=")) {
                body(.init(rebasing: whole[..<equals]), .init(rebasing: whole[(equals + 1)...]))
            }
            entry += 1
        }
    }

    /// Reads up to `count` bytes of the request's body; fewer only at its end or when the peer stopped sending.
    func readBody(_ count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            initialized = buffer.withMemoryRebound(to: CChar.self) { characters in
                Int(FCGX_GetStr(characters.baseAddress, Int32(clamping: count), request.pointee.in))
            }
        }
    }

    /// Reads and discards the rest of the body, at most `limit` bytes, and returns how many there were.
    func drainBody(upTo limit: Int) -> Int {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 8192) { chunk in
            var total = 0
            while total < limit {
                let count = FCGX_GetStr(chunk.baseAddress, Int32(chunk.count), request.pointee.in)
                total += Int(count)
                if count < Int32(chunk.count) { break }
            }
            return total
        }
    }

    func write(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { buffer in
            // A peer that left early is not an error of ours; libfcgi remembers it and writes no more.
            _ = FCGX_PutStr(
                buffer.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(buffer.count),
                request.pointee.out)
        }
    }
}
