import HTTP
import Logging

/// One thread's work: accepts, reads, calls the handler, writes and logs. It owns all it touches, so nothing is
/// locked.
struct Worker<Handler: RequestHandler>: ~Copyable {
    private var acceptor: Acceptor
    private let reader: RequestReader
    private let requestLog: RequestLog
    private var ids: RequestIDs
    private var handler: Handler
    private let connection = Connection()
    private var writer = ResponseWriter()
    private var body: [UInt8] = []

    init(
        acceptor: consuming Acceptor, reader: RequestReader, requestLog: RequestLog, ids: RequestIDs,
        handler: Handler
    ) {
        self.acceptor = acceptor
        self.reader = reader
        self.requestLog = requestLog
        self.ids = ids
        self.handler = handler
    }

    /// Serves until the pool stops.
    mutating func run() {
        while let socket = acceptor.next() {
            if connection.begin(on: socket) { serve() }
        }
    }

    private mutating func serve() {
        let started = ContinuousClock.now
        let id = ids.next()
        let parameters = Parameters(connection)
        let request = reader.head(parameters, id: id)
        body.removeAll(keepingCapacity: true)
        let head = respond(to: request, parameters)
        let sent = send(head, to: request, id: id, accept: parameters.headers["accept"])
        connection.finish()
        requestLog.logFinished(
            request: request, id: id, status: sent.status, bytes: sent.bytes,
            took: ContinuousClock.now - started)
        handler.afterResponse()
    }

    /// Fills `body` and returns the head, from the handler or from a refusal.
    private mutating func respond(to head: Request?, _ parameters: Parameters) -> ResponseHead {
        do throws(Refusal) {
            let content = try reader.body(of: connection, contentLength: parameters.contentLength)
            guard var request = head else { throw .malformed("method or path is missing") }
            request.body = content
            return handler.respond(to: request, body: &body)
        } catch {
            return error.respond(accept: parameters.headers["accept"], body: &body)
        }
    }

    private mutating func send(
        _ head: ResponseHead, to request: Request?, id: String, accept: String?
    ) -> (status: Status, bytes: Int) {
        var status = head.status
        let hasBody = status != .noContent && status.rawValue != 304
        if !writer.compose(head, id: id, bodyBytes: hasBody ? body.count : nil) {
            requestLog.logUnsendableResponse(id: id)
            let refusal = Refusal.unsendableResponse
            status = refusal.status
            let replacement = refusal.respond(accept: accept, body: &body)
            _ = writer.compose(replacement, id: id, bodyBytes: body.count)
        }
        connection.write(writer.head)
        guard hasBody, request?.method != .head else { return (status, 0) }
        connection.write(body)
        return (status, body.count)
    }
}
