import Glibc
import HTTP

/// Answers what a test asks for in the path.
struct EchoHandler: RequestHandler {
    let thread: Int

    mutating func respond(to request: Request, body: inout [UInt8]) -> ResponseHead {
        switch request.path {
        case "/slow": return slow(request, &body)
        case "/body":
            body += request.body
            return ResponseHead(.ok, [("Content-Type", "application/octet-stream")])
        case "/bytes":
            body += repeatElement(UInt8(ascii: "x"), count: Int(request.query) ?? 0)
            return ResponseHead(.ok, [("Content-Type", "text/plain")])
        case "/nothing": return ResponseHead(.noContent)
        case "/status": return ResponseHead(Status(rawValue: Int(request.query) ?? 0))
        case "/smuggle":
            return ResponseHead(.ok, [("X-Test", "a\r\nSet-Cookie: stolen=1"), ("X-Other", "1")])
        case "/smuggle-name": return ResponseHead(.ok, [("X-Test: 1\r\nSet-Cookie", "stolen=1")])
        case "/own-headers":
            return ResponseHead(
                .ok, [("Content-Length", "9999"), ("x-request-id", "forged"), ("Status", "418 Teapot")])
        case "/page": return page(&body)
        default: return describe(request, &body)
        }
    }

    /// Says that it has begun by a line on standard output, then takes its time.
    private func slow(_ request: Request, _ body: inout [UInt8]) -> ResponseHead {
        print("slow")
        fflush(nil)
        usleep((UInt32(request.query) ?? 0) * 1000)
        body += "done \(thread)".utf8
        return ResponseHead(.ok, [("Content-Type", "text/plain")])
    }

    /// As large as the status page.
    private func page(_ body: inout [UInt8]) -> ResponseHead {
        for line in 0..<64 {
            body += "<li class=\"step\">Installing software and configuring the system, line ".utf8
            body += String(line).utf8
            body += "</li>\n".utf8
        }
        return ResponseHead(
            .ok, [("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "no-store")])
    }

    private func describe(_ request: Request, _ body: inout [UInt8]) -> ResponseHead {
        let lines =
            [
                "id=\(request.id)", "method=\(request.method.name)", "path=\(request.path)",
                "query=\(request.query)", "remote=\(request.remoteAddress)", "secure=\(request.isSecure)",
            ] + request.headers.fields.map { "\($0.name): \($0.value)" }
        body += lines.joined(separator: "\n").utf8
        return ResponseHead(.ok, [("Content-Type", "text/plain")])
    }
}
