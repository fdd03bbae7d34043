import Testing

@testable import FastCGI

@Suite struct RequestIDsTests {
    @Test func `no two threads make the same id`() {
        var seen: Set<String> = []
        for thread in 0..<16 {
            var ids = RequestIDs(base: .max - 5, thread: thread)
            for _ in 0..<1000 { seen.insert(ids.make()) }
        }
        #expect(seen.count == 16_000)
        #expect(seen.allSatisfy { $0.wholeMatch(of: /[0-9a-f]{16}/) != nil })
    }
}
