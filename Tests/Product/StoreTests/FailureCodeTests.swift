import Store
import Testing

struct FailureCodeTests {
    @Test func `every code has a sentence without technical terms`() {
        for code in FailureCode.allCases {
            #expect(code.sentence.hasSuffix("."))
            #expect(!code.sentence.contains("SSH") && !code.sentence.contains("error"))
        }
    }
}
