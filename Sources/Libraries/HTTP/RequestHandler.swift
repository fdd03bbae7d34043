/// What answers requests. Each responder thread owns one, so it may hold what only one thread may use.
package protocol RequestHandler {
    /// Answers one request: writes the body into `body`, which arrives empty with its capacity kept from
    /// earlier requests, and returns the head. Never throws: a failure is a response too.
    mutating func respond(to request: Request, body: inout [UInt8]) -> ResponseHead
}
