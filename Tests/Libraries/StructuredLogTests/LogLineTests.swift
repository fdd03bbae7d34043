import Testing

@testable import StructuredLog

@Suite struct LogLineTests {
    private func line(_ key: String, _ value: String) -> String {
        var line = LogLine()
        line.append(key: key, value: value)
        return String(decoding: line.bytes, as: UTF8.self)
    }

    @Test func `writes a plain value without quotes`() {
        #expect(line("path", "/a%20b?x&y") == "path=/a%20b?x&y")
    }

    @Test(arguments: [
        ("", #"k="""#),
        ("two words", #"k="two words""#),
        ("a=b", #"k="a=b""#),
        (#"say "hi""#, #"k="say \"hi\"""#),
        (#"back\slash"#, #"k="back\\slash""#),
        ("Größe", #"k="Größe""#),
    ])
    func `quotes a value that could be misread`(value: String, expected: String) {
        #expect(line("k", value) == expected)
    }

    @Test(arguments: [
        ("a\nlevel=error", #"k="a\nlevel=error""#),
        ("a\r\nb\tc", #"k="a\r\nb\tc""#),
        ("nul\0", #"k="nul\u{0}""#),
        ("\u{1B}[2Jx\u{7F}", #"k="\u{1b}[2Jx\u{7f}""#),
        ("\u{9B}2J", #"k="\u{9b}2J""#),
        ("a\u{2028}b\u{202E}c", #"k="a\u{2028}b\u{202e}c""#),
    ])
    func `escapes control characters`(value: String, expected: String) {
        #expect(line("k", value) == expected)
    }

    @Test func `replaces characters of a key that could forge a field`() {
        #expect(line("a b=\"c\"\n", "1") == "a_b__c__=1")
    }

    @Test func `cuts a value beyond the limit`() {
        let written = line("k", String(repeating: "x", count: 100_000))
        #expect(written.utf8.count < LogLine.maxValueBytes + 16)
        #expect(written.hasSuffix("…\""))
    }

    @Test func `writes a value of the limit whole`() {
        let value = String(repeating: "x", count: LogLine.maxValueBytes)
        #expect(line("k", value) == "k=\(value)")
    }
}
