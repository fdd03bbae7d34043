import HTTP
import Testing

struct PercentEncodingTests {
    @Test func `a plus in a path stays a plus`() {
        #expect(percentDecoded(Array("/a+b%20c".utf8), plus: .isPlus) == "/a+b c")
    }

    @Test func `what is encoded decodes to itself`() {
        let text = "a b/ü?&=+%~-._"
        #expect(percentEncoded(text) == "a%20b%2F%C3%BC%3F%26%3D%2B%25~-._")
        #expect(percentDecoded(Array(percentEncoded(text).utf8), plus: .isSpace) == text)
    }
}
