import Testing

@testable import SimulatedCloud

struct AddressPoolTests {
    @Test(arguments: [
        "127.77.0.0", "127.77.0.0/8", "127.77.0.0/31", "127.77.0.1/16", "128.0.0.0/16", "10.0.0.0/24",
        "127.0.0.0/16", "127.0.5.0/24", "127.77.0/16", "127.77.0.256/24", "127.77.0.0/x", "",
    ])
    func `a text that is no range of loopback addresses is refused`(text: String) {
        #expect(AddressPool(text) == nil)
    }

    @Test func `addresses are given out in turn, without the first and the last of the range`() throws {
        let pool = try #require(AddressPool("127.9.8.0/29"))
        var handed: [String] = []
        for _ in 1...6 {
            handed.append(try #require(pool.next(after: handed.last, taken: [])))
        }
        #expect(handed == (1...6).map { "127.9.8.\($0)" })
        #expect(pool.next(after: "127.9.8.6", taken: []) == "127.9.8.1")
    }

    @Test func `taken addresses are skipped, and when all are taken there is none`() throws {
        let pool = try #require(AddressPool("127.9.8.0/30"))
        #expect(pool.next(after: nil, taken: ["127.9.8.1"]) == "127.9.8.2")
        #expect(pool.next(after: nil, taken: ["127.9.8.1", "127.9.8.2"]) == nil)
        #expect(pool.next(after: "127.1.2.3", taken: []) == "127.9.8.1")
    }
}
