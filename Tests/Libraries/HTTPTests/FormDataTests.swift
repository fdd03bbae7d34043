import HTTP
import Testing

struct FormDataTests {
    @Test func `decodes fields in order, and plus as a space`() throws {
        let form = try FormData(urlEncoded: Array("a=1+2&b=%C3%A9%2B&a=x%3Dy&empty=&bare".utf8))
        #expect(form["a"] == "1 2")
        #expect(form.all("a") == ["1 2", "x=y"])
        #expect(form["b"] == "é+")
        #expect(form["empty"] == "")
        #expect(form["bare"] == "")
        #expect(form["missing"] == nil)
    }

    @Test(arguments: ["a=%", "a=%4", "a=%zz", "a=%FF"])
    func `refuses a form with a broken escape or broken UTF-8`(body: String) {
        #expect(throws: FormError.malformed) { try FormData(urlEncoded: Array(body.utf8)) }
    }

    @Test func `refuses more fields than the limit`() {
        let body = Array(String(repeating: "a=1&", count: 101).utf8)
        #expect(throws: FormError.tooManyFields(limit: 100)) { try FormData(urlEncoded: body) }
    }
}
