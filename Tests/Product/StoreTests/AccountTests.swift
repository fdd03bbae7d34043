import Crypto
import ProductSupport
import SQLite
import Store
import Testing
import Time

struct AccountTests {
    @Test func `an address is taken whatever its case`() throws {
        let test = try TestStore()
        let user = try test.store.addUser(email: "Ada@Example.org", name: "Ada", password: .dummy)
        #expect(throws: StoreError.emailTaken) {
            try test.store.addUser(email: "ADA@example.ORG", name: "Eve", password: .dummy)
        }
        #expect(try test.store.user(email: "ada@EXAMPLE.org")?.id == user)
        #expect(try test.store.users().count == 1)
    }

    @Test func `a session lives until it ends, and its use is written once a minute at most`() throws {
        let test = try TestStore()
        let user = try test.customer()
        let token = try Token.random()
        try test.store.startSession(of: user, token: token, lifetime: .seconds(600))
        #expect(try test.store.session(.random()) == nil)
        let writesBefore = try test.dataVersion()
        for _ in 0..<5 {
            let session = try #require(try test.store.session(token))
            #expect(session.user.id == user)
            try test.store.recordUse(of: session, token: token)
        }
        #expect(try test.dataVersion() == writesBefore)
        test.advance(.seconds(60))
        let session = try #require(try test.store.session(token))
        #expect(try test.dataVersion() == writesBefore, "reading writes nothing")
        try test.withRawDatabase { database in
            _ = try database.write {
                let error = #expect(throws: StoreError.self) {
                    try test.store.recordUse(of: session, token: token)
                }
                #expect(error?.description.contains("locked") == true, "it does not wait")
            }
        }
        try test.store.recordUse(of: session, token: token)
        #expect(try test.dataVersion() != writesBefore)
        test.advance(.seconds(540))
        #expect(try test.store.session(token) == nil)
    }

    @Test func `a new password ends every session`() throws {
        let test = try TestStore()
        let user = try test.customer()
        let token = try Token.random()
        try test.store.startSession(of: user, token: token, lifetime: .seconds(600))
        try test.store.setPassword(.dummy, of: user)
        #expect(try test.store.session(token) == nil)
        #expect(throws: StoreError.noSuchUser) { try test.store.setPassword(.dummy, of: .random()) }
    }

    @Test func `a password hashed again ends no session`() throws {
        let test = try TestStore()
        let user = try test.customer()
        let token = try Token.random()
        try test.store.startSession(of: user, token: token, lifetime: .seconds(600))
        let again = try PasswordHash.make(Secret("the same password"), cost: .init(log2N: 4, r: 1, p: 1))
        try test.store.replacePasswordHash(again, of: user)
        #expect(try test.store.passwordHash(of: user) == again)
        #expect(try test.store.session(token) != nil)
    }

    @Test func `a snapshot shows nothing of later writes`() throws {
        let test = try TestStore()
        let user = try test.customer()
        let other = try test.another()
        try test.store.read {
            #expect(try test.store.subscription(of: user)?.status == .active)
            try other.endSubscription(of: user, by: .operator)
            #expect(try test.store.subscription(of: user)?.status == .active)
        }
        #expect(try test.store.subscription(of: user)?.status == .ended)
    }

    @Test func `attempts are limited per subject within a window`() throws {
        let test = try TestStore()
        let limit = AttemptLimit(count: 3, per: .seconds(60))
        for _ in 0..<3 { #expect(try test.store.countAttempt(["a", "b"], limit: limit)) }
        #expect(try !test.store.countAttempt(["a", "c"], limit: limit))
        #expect(try test.store.countAttempt(["c"], limit: limit))
        test.advance(.seconds(61))
        #expect(try test.store.countAttempt(["a"], limit: limit))
        try test.store.clearAttempts(["a"])
    }

    @Test func `secrets are sealed in the file and open only for their owner`() throws {
        let test = try TestStore()
        let user = try test.customer()
        let other = try test.customer(email: "other@example.org")
        try test.store.setTelegramBot(
            token: Secret("12345678:not-for-others"), ownerTelegramUserID: 7, of: user)
        let opened = try #require(try test.store.handOverSecrets(of: user))
        #expect(opened.telegramBotToken.reveal() == "12345678:not-for-others")
        #expect(opened.ownerTelegramUserID == 7)
        #expect(try !test.fileContains("not-for-others"))
        try test.withRawDatabase { database in
            try database.execute(
                """
                UPDATE telegram_bots SET token = (SELECT token FROM telegram_bots WHERE user_id = \(user))
                WHERE user_id = \(other)
                """)
        }
        #expect(throws: CryptoError.self) { try test.store.handOverSecrets(of: other) }
    }

    @Test func `a grace period keeps its first end and is over when the customer pays again`() throws {
        let test = try TestStore()
        let user = try test.customer()
        let end = test.store.now + .seconds(100)
        try test.store.startGracePeriod(of: user, until: end, by: .operator)
        try test.store.startGracePeriod(of: user, until: end + .seconds(50), by: .operator)
        #expect(try test.store.subscription(of: user)?.gracePeriodEndsAt == end)
        try test.store.activateSubscription(of: user, until: nil, by: .operator)
        let active = try test.store.subscription(of: user)
        #expect(active?.status == .active && active?.gracePeriodEndsAt == nil)
    }
}
