import HTTP
import Testing

@testable import FastCGI

@Suite struct ResponseWriterTests {
    private func compose(_ head: ResponseHead, bodyBytes: Int? = 5) -> String? {
        var writer = ResponseWriter()
        return writer.compose(head, id: "00ff", bodyBytes: bodyBytes)
            ? String(decoding: writer.head, as: UTF8.self) : nil
    }

    @Test func `writes a CGI response`() {
        let head = ResponseHead(
            .seeOther, [("Location", "/a?b=c"), ("Set-Cookie", "x=1"), ("Set-Cookie", "y=2")])
        #expect(
            compose(head) == """
                Status: 303 See Other\r
                Location: /a?b=c\r
                Set-Cookie: x=1\r
                Set-Cookie: y=2\r
                X-Request-Id: 00ff\r
                Content-Length: 5\r
                \r

                """)
    }

    @Test(arguments: Array(0...31).filter { $0 != 9 } + [127])
    func `refuses a control character in a value`(code: Int) {
        let value = "a" + String(Unicode.Scalar(UInt8(code))) + "b"
        #expect(compose(ResponseHead(.ok, [("X-Test", value)])) == nil)
    }

    @Test func `accepts tabs and letters of every script in a value`() {
        #expect(
            compose(ResponseHead(.ok, [("X-Test", "a\tGröße")]))?.contains("X-Test: a\tGröße\r\n") == true)
    }

    @Test(arguments: ["", " ", "a b", "a:", "a\r\nb", "é", "a\0", "(x)"])
    func `refuses a name that isn't a token`(name: String) {
        #expect(compose(ResponseHead(.ok, [(name, "x")])) == nil)
    }

    @Test func `writes nothing of a refused head into the next`() {
        var writer = ResponseWriter()
        let isGood = writer.compose(ResponseHead(.ok, [("A", "\n")]), id: "1", bodyBytes: 0)
        #expect(!isGood)
        let isBetter = writer.compose(ResponseHead(.noContent), id: "2", bodyBytes: nil)
        #expect(isBetter)
        #expect(writer.head.elementsEqual("Status: 204 No Content\r\nX-Request-Id: 2\r\n\r\n".utf8))
    }
}
