import Testing
import Time

struct HTTPDateTests {
    @Test func `reads the standard's own example`() {
        #expect(Instant(httpDate: "Sun, 06 Nov 1994 08:49:37 GMT") == Instant(milliseconds: 784_111_777_000))
    }

    @Test(
        arguments: [
            (784_111_777_999, "Sun, 06 Nov 1994 08:49:37 GMT"), (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
            (-1, "Wed, 31 Dec 1969 23:59:59 GMT"), (1_709_164_800_000, "Thu, 29 Feb 2024 00:00:00 GMT"),
            (1_792_843_200_000, "Sat, 24 Oct 2026 12:00:00 GMT"),
        ] as [(Int64, String)])
    func `writes the preferred form`(milliseconds: Int64, text: String) {
        #expect(Instant(milliseconds: milliseconds).httpDate == text)
    }

    @Test(arguments: [
        "", "now", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun, 06 Foo 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:9223372036854775807 GMT",
    ])
    func `refuses any other text`(text: String) {
        #expect(Instant(httpDate: text) == nil)
    }
}
