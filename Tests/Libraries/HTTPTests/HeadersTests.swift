import HTTP
import Testing

struct HeadersTests {
    @Test func `matches names without regard to case`() {
        var headers = Headers([("Content-Type", "text/html")])
        #expect(headers["content-type"] == "text/html")
        headers["CONTENT-TYPE"] = "text/plain"
        #expect(headers.fields.map(\.value) == ["text/plain"])
        headers["content-type"] = nil
        #expect(headers.fields.isEmpty)
    }

    @Test func `keeps several fields of one name`() {
        var headers = Headers()
        headers.add("Set-Cookie", "a=1")
        headers.add("Set-Cookie", "b=2")
        #expect(headers.fields.map(\.value) == ["a=1", "b=2"])
        #expect(headers["set-cookie"] == "a=1")
    }
}
