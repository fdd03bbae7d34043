import Store
import Testing

struct FailureCodeTests {
    @Test func `every code has a sentence that ends and tells no more than a customer needs`() {
        for code in FailureCode.allCases {
            #expect(code.sentence.hasSuffix("."))
            #expect(!code.sentence.contains("SSH") && !code.sentence.contains("error"))
        }
    }
}
