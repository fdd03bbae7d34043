import Testing
import Time

struct HTTPDateTests {
    @Test func `reads the standard's own example`() {
        #expect(Instant(httpDate: "Sun, 06 Nov 1994 08:49:37 GMT") == Instant(milliseconds: 784_111_777_000))
    }

    @Test(arguments: [
        "", "now", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun, 06 Foo 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:9223372036854775807 GMT",
    ])
    func `refuses any other text`(text: String) {
        #expect(Instant(httpDate: text) == nil)
    }
}
