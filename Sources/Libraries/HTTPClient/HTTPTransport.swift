/// What carries a request to a server and brings the answer back; belongs to one thread.
package protocol HTTPTransport {
    /// Sends once and waits for the whole answer, at most for the request's total timeout. An answer of any
    /// status is returned as it came: redirects are not followed.
    func send(_ request: ClientRequest) throws(TransportError) -> ClientResponse
}
