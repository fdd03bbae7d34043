/// Status and header fields of a response; the body travels in the thread's reusable buffer.
package struct ResponseHead: Sendable {
    package var status: Status
    package var headers: Headers

    package init(_ status: Status, _ headers: [(String, String)] = []) {
        self.status = status
        self.headers = Headers(headers)
    }
}
