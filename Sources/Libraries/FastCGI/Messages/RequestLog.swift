import HTTP
import Logging

/// Writes one line for each request.
struct RequestLog: Sendable {
    let log: Logger
    /// Returns the request's path as the log shows it, without secrets.
    let path: @Sendable (Request) -> String

    /// `request` is nil when the web server's parameters were malformed.
    func logFinished(request: Request?, id: String, status: Status, bytes: Int, took duration: Duration) {
        log.info(
            "request.finished",
            metadata: [
                "id": .string(id),
                "method": .string(request?.method.name ?? "-"),
                "path": .string(request.map(path) ?? "-"),
                "status": .string(String(status.rawValue)),
                "ms": .string(Self.milliseconds(duration)),
                "bytes": .string(String(bytes)),
            ])
    }

    func logUnsendableResponse(id: String) {
        log.error("request.unsendable_response", metadata: ["id": .string(id)])
    }

    /// With three decimals, for example `0.071`.
    private static func milliseconds(_ duration: Duration) -> String {
        let microseconds = Int(duration / .microseconds(1))
        let fraction = String(microseconds % 1000)
        return "\(microseconds / 1000).\(String(repeating: "0", count: 3 - fraction.utf8.count))\(fraction)"
    }
}
