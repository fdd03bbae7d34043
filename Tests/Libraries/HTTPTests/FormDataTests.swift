import HTTP
import Testing

struct FormDataTests {
    @Test func `a form's fields are decoded in order, plus being a space`() throws {
        let form = try FormData(urlEncoded: Array("a=1+2&b=%C3%A9%2B&a=x%3Dy&empty=&bare".utf8))
        #expect(form["a"] == "1 2")
        #expect(form.all("a") == ["1 2", "x=y"])
        #expect(form["b"] == "é+")
        #expect(form["empty"] == "")
        #expect(form["bare"] == "")
        #expect(form["missing"] == nil)
    }

    @Test(arguments: ["a=%", "a=%4", "a=%zz", "a=%FF"])
    func `a broken escape or broken UTF-8 refuses the whole form`(body: String) {
        #expect(throws: FormError.malformed) { try FormData(urlEncoded: Array(body.utf8)) }
    }

    @Test func `more fields than the limit are refused`() {
        let body = Array(String(repeating: "a=1&", count: 101).utf8)
        #expect(throws: FormError.tooManyFields(limit: 100)) { try FormData(urlEncoded: body) }
    }
}
