import Testing

@testable import FastCGI

@Suite struct RequestIDsTests {
    @Test func `gives no id twice, on no two threads`() {
        var seen: Set<String> = []
        for thread in 0..<16 {
            var ids = RequestIDs(base: .max - 5, thread: thread)
            for _ in 0..<1000 { seen.insert(ids.next()) }
        }
        #expect(seen.count == 16_000)
        #expect(seen.allSatisfy { $0.wholeMatch(of: /[0-9a-f]{16}/) != nil })
    }
}
