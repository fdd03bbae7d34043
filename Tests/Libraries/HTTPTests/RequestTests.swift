import HTTP
import Testing

struct RequestTests {
    @Test func `finds the first cookie of exactly a name`() {
        let request = Request(
            method: .get, path: "/", headers: Headers([("cookie", "xsession=no; session=a=b;session=second")])
        )
        #expect(request.cookie("session") == "a=b")
        #expect(request.cookie("sess") == nil)
    }

    @Test func `gives the media type without parameters in lower case`() {
        let request = Request(
            method: .post, path: "/", headers: Headers([("Content-Type", "Application/JSON; charset=utf-8")]))
        #expect(request.mediaType == "application/json")
        #expect(Request(method: .post, path: "/").mediaType == "")
    }

    @Test func `keeps the name of an unknown method`() {
        #expect(Method("BREW") == .other("BREW"))
        #expect(Method("get").name == "get")
        #expect(Method("GET") == .get)
    }
}
