import Glibc
import HTTP
import Synchronization

/// Responds as the path specifies; the query is its number or file.
struct EchoHandler: RequestHandler {
    /// The descriptors that a child would inherit, before the responder opened any.
    let atStart: Set<Int32>
    /// The file to wait for after the response.
    private var fileAfterResponse: String?

    init(atStart: Set<Int32>) {
        self.atStart = atStart
    }

    mutating func afterResponse() {
        if let file = fileAfterResponse { _ = waitForFile(file) }
        fileAfterResponse = nil
    }

    mutating func respond(to request: Request, body: inout [UInt8]) -> ResponseHead {
        let number = Int(request.query) ?? 0
        let text = [("Content-Type", "text/plain")]
        switch request.path {
        case "/body":
            body += request.body
            return ResponseHead(.ok, [("Content-Type", "application/octet-stream")])
        case "/bytes":
            body += repeatElement(UInt8(ascii: "x"), count: number)
            return ResponseHead(.ok, text)
        case "/until":
            return ResponseHead(waitForFile(request.query) ? .ok : .gatewayTimeout, text)
        case "/afterwards":
            fileAfterResponse = request.query
            return ResponseHead(.ok, text)
        case "/meet":
            return ResponseHead(Barrier.shared.wait(for: number) ? .ok : .gatewayTimeout, text)
        case "/page":
            Self.writePage(&body)
            return ResponseHead(.ok, [("Content-Type", "text/html"), ("Cache-Control", "no-store")])
        case "/inheritable":
            body += Descriptors.inheritable.subtracting(atStart).map(String.init).joined(separator: " ").utf8
            return ResponseHead(.ok, text)
        case "/deep":
            body += String(Self.depth(number)).utf8
            return ResponseHead(.ok, text)
        default: return Self.odd(request, number) ?? Self.describe(request, &body)
        }
    }

    /// Responses that a correct handler never gives.
    private static func odd(_ request: Request, _ number: Int) -> ResponseHead? {
        switch request.path {
        case "/nothing": ResponseHead(.noContent)
        case "/slow-down": ResponseHead(Status(rawValue: 429), [("Retry-After", String(number))])
        case "/status": ResponseHead(Status(rawValue: number))
        case "/split-value": ResponseHead(.ok, [("X-Test", "a\r\nSet-Cookie: stolen=1")])
        case "/split-name": ResponseHead(.ok, [("X-Test: 1\r\nSet-Cookie", "stolen=1")])
        case "/own-security-headers":
            ResponseHead(
                .ok, [("X-Frame-Options", "SAMEORIGIN"), ("Strict-Transport-Security", "max-age=0")])
        case "/own-fields":
            ResponseHead(
                .ok, [("Content-Length", "9"), ("x-request-id", "forged"), ("STATUS", "418 Teapot")])
        default: nil
        }
    }

    /// Waits for a file after writing a line to standard output; false after two minutes.
    private func waitForFile(_ path: String) -> Bool {
        print("waiting")
        fflush(nil)
        for _ in 0..<24_000 {
            if access(path, F_OK) == 0 { return true }
            usleep(5_000)
        }
        return false
    }

    /// Writes a page as large as the status page.
    private static func writePage(_ body: inout [UInt8]) {
        for line in 0..<64 {
            body += "<li class=\"step\">Installing software and configuring the system, line ".utf8
            body += String(line).utf8
            body += "</li>\n".utf8
        }
    }

    /// Uses about a kibibyte of stack for each level.
    @inline(never)
    private static func depth(_ levels: Int) -> Int {
        withUnsafeTemporaryAllocation(byteCount: 1024, alignment: 16) { frame in
            frame[0] = 1
            return levels == 0 ? 0 : depth(levels - 1) + Int(frame[0])
        }
    }

    private static func describe(_ request: Request, _ body: inout [UInt8]) -> ResponseHead {
        let lines =
            [
                "id=\(request.id)", "method=\(request.method.name)", "path=\(request.path)",
                "query=\(request.query)", "remote=\(request.remoteAddress)", "secure=\(request.isSecure)",
            ] + request.headers.fields.map { "\($0.name): \($0.value)" }
        body += lines.joined(separator: "\n").utf8
        return ResponseHead(.ok, [("Content-Type", "text/plain")])
    }
}

/// A barrier at which requests wait for each other, to show that they run at the same time.
private final class Barrier: Sendable {
    static let shared = Barrier()

    private let arrived = Mutex(0)

    /// Waits up to two minutes until `count` requests have arrived. False when they have not.
    func wait(for count: Int) -> Bool {
        arrived.withLock { $0 += 1 }
        for _ in 0..<24_000 {
            if arrived.withLock({ $0 }) >= count { return true }
            usleep(5_000)
        }
        return false
    }
}

enum Descriptors {
    /// The descriptors that a child would inherit.
    static var inheritable: Set<Int32> {
        let open = (Int32(0)..<256).filter { descriptor in
            let flags = fcntl(descriptor, F_GETFD)
            return flags >= 0 && flags & FD_CLOEXEC == 0
        }
        return Set(open)
    }
}
