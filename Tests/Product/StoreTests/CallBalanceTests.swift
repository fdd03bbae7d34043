import ProductSupport
import SQLite
import Store
import Testing
import Time

/// The calls of a project, which all processes count together.
struct CallBalanceTests {
    private let test: TestStore

    init() throws {
        test = try TestStore()
    }

    private func take(_ store: Store? = nil, reserve: Int64 = 0) throws -> Duration? {
        try (store ?? test.store).takeCall(of: "p", reserve: reserve)
    }

    private func learn(_ remaining: Int64, limit: Int64 = 3600) throws {
        try test.store.learnCalls(of: "p", limit: limit, remaining: remaining)
    }

    private var remaining: Int64 {
        get throws {
            var found: Int64?
            try test.withRawDatabase { database in
                found = try database.row("SELECT remaining FROM rate_budget WHERE project = 'p'") {
                    row throws(SQLiteError) in try row.int("remaining")
                }
            }
            return try #require(found)
        }
    }

    @Test func `a project begins with an hour's calls, which all processes share`() throws {
        #expect(try take() == nil)
        #expect(try take(test.another()) == nil)
        #expect(try remaining == 3598)
        #expect(try test.store.takeCall(of: "q", reserve: 0) == nil)
        #expect(try remaining == 3598)
    }

    @Test func `a reserve is left, and a caller who has to wait takes nothing`() throws {
        try learn(100)
        // 3 % of 3600 are 108.
        #expect(try take(reserve: 30) == .seconds(9))
        #expect(try remaining == 100)
        #expect(try take() == nil)
        #expect(try take(reserve: 200) == .seconds(720 + 1 - 99))
    }

    @Test func `one call comes back each second, fractions included`() throws {
        try learn(100)
        for _ in 0..<10 {
            test.advance(.milliseconds(500))
            #expect(try take() == nil)
        }
        #expect(try remaining == 95)
        #expect(try take(reserve: 30) == .seconds(14))
        test.advance(.seconds(14))
        #expect(try take(reserve: 30) == nil)
        #expect(try take(reserve: 30) == .seconds(1))
    }

    @Test func `with nothing left a call without reserve still passes`() throws {
        try learn(0)
        #expect(try take() == nil)
        #expect(try take() == nil)
        #expect(try remaining == 0)
        #expect(try take(reserve: 30) == .seconds(109))
    }

    @Test func `the balance never exceeds the limit, however long nobody calls`() throws {
        try learn(0)
        test.advance(.seconds(1_000_000))
        #expect(try take() == nil)
        #expect(try remaining == 3599)
    }

    @Test func `Hetzner's count replaces ours, since others may use the token too`() throws {
        try learn(2000)
        #expect(try remaining == 2000)
        try learn(1000)
        #expect(try remaining == 1000)
        try learn(3000)
        #expect(try remaining == 3000)
    }

    @Test func `a higher limit of an account is ignored, a lower one is used`() throws {
        #expect(try take() == nil)
        try learn(9000, limit: 10_000)
        #expect(try take() == nil)
        #expect(try remaining == 3598)
        try learn(100, limit: 10_000)
        try learn(9000, limit: 10_000)
        #expect(try remaining == 100)
        try learn(90, limit: 100)
        #expect(try remaining == 90)
        test.advance(.seconds(36))
        #expect(try take() == nil)
        #expect(try remaining == 90)
    }

    @Test func `small differences of responses that cross each other are not written`() throws {
        for _ in 0..<3 { #expect(try take() == nil) }
        let version = try test.dataVersion()
        try learn(3593)
        #expect(try test.dataVersion() == version)
    }

    @Test func `a clock that was set back makes nobody wait`() throws {
        try learn(500)
        test.advance(.seconds(-86_400))
        #expect(try take() == nil)
        #expect(try remaining == 499)
        test.advance(.seconds(10))
        #expect(try take() == nil)
        #expect(try remaining == 508)
    }
}
