import HTTP
import Testing

struct PercentEncodingTests {
    @Test func `keeps a plus in a path`() {
        #expect(percentDecoded(Array("/a+b%20c".utf8), plus: .isPlus) == "/a+b c")
    }

    @Test func `decodes what it encodes`() {
        let text = "a b/ü?&=+%~-._"
        #expect(percentEncoded(text) == "a%20b%2F%C3%BC%3F%26%3D%2B%25~-._")
        #expect(percentDecoded(Array(percentEncoded(text).utf8), plus: .isSpace) == text)
    }
}
