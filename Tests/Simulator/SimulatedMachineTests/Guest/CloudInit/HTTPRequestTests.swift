import Testing

@testable import SimulatedMachine

@Suite struct HTTPRequestTests {
    @Test func `reads a response head once it is complete`() {
        #expect(HTTPResponseHead(head: Array("HTTP/1.1 200 OK\r\nA: b\r\n".utf8)) == nil)
        #expect(HTTPResponseHead(head: Array("HTTP/1.1 204 \r\n\r\n".utf8))?.status == 204)
        let redirect = HTTPResponseHead(head: Array("HTTP/1.1 302 Found\r\nlocation:  /x\r\n\r\nbody".utf8))
        #expect(redirect?.location == "/x" && redirect?.redirectsToGET == true)
        #expect(
            HTTPResponseHead(head: Array("HTTP/1.1 200 OK\r\nLocation: /x\r\n\r\n".utf8))?.location == nil)
    }
}
