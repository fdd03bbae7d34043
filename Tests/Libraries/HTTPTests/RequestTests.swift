import HTTP
import Testing

struct RequestTests {
    @Test func `a cookie is found by its whole name, the first one winning`() {
        let request = Request(
            method: .get, path: "/", headers: Headers([("cookie", "xsession=no; session=a=b;session=second")])
        )
        #expect(request.cookie("session") == "a=b")
        #expect(request.cookie("sess") == nil)
    }

    @Test func `the media type comes without parameters and in lower case`() {
        let request = Request(
            method: .post, path: "/", headers: Headers([("Content-Type", "Application/JSON; charset=utf-8")]))
        #expect(request.mediaType == "application/json")
        #expect(Request(method: .post, path: "/").mediaType == "")
    }

    @Test func `a method we don't know keeps its name`() {
        #expect(Method("BREW") == .other("BREW"))
        #expect(Method("get").name == "get")
        #expect(Method("GET") == .get)
    }
}
