import Crypto
import ProductSupport
import Store
import Testing

struct RowIDTests {
    @Test func `an id is a UUID of version 4 made of the source's bytes`() throws {
        let ones = RandomBytes { target in
            for index in target.indices { target[index] = 0xFF }
        }
        #expect(try Job.ID.random(from: ones).text == "ffffffff-ffff-4fff-bfff-ffffffffffff")
        let zeros = RandomBytes { _ in }
        #expect(try Job.ID.random(from: zeros).text == "00000000-0000-4000-8000-000000000000")
        let counted = RandomBytes { target in
            for index in target.indices { target[index] = UInt8(index * 17) }
        }
        #expect(try Job.ID.random(from: counted).text == "00112233-4455-4677-8899-aabbccddeeff")
    }

    @Test func `an id reads back as itself, and no two are the same`() throws {
        var seen: Set<Job.ID> = []
        for _ in 0..<1000 {
            let id = try Job.ID.random()
            #expect(Job.ID(id.text) == id)
            #expect(Job.ID(id.text.uppercased()) == id)
            seen.insert(id)
        }
        #expect(seen.count == 1000)
    }

    @Test(arguments: [
        "", "7", "00112233-4455-4677-8899-aabbccddeef", "00112233-4455-4677-8899-aabbccddeefff",
        "001122334455-4677-8899-aabbccddeeff1", "00112233-4455-4677-8899-aabbccddeefg",
        "00112233-4455-4677-8899_aabbccddeeff", "00112233-4455-4677-8899-aabbccddee-f",
        "0011223-34455-4677-8899-aabbccddeeff", "00112233-4455-4677-8899-aabbccddeé",
        "{0112233-4455-4677-8899-aabbccddeef}", " 0112233-4455-4677-8899-aabbccddeeff",
    ])
    func `other text is no id`(text: String) {
        #expect(Job.ID(text) == nil)
    }

    @Test func `without random bytes no account, job, session or sealed value is made`() throws {
        let test = try TestStore()
        let user = try test.customer()
        let store = try test.another(random: .none)
        let audit = try store.audit(of: nil, limit: 100).count
        let written = try test.dataVersion()
        let attempts: [() throws -> Void] = [
            { _ = try store.addUser(email: "b@example.org", name: "B", password: .dummy) },
            { _ = try store.startDeploy(of: user, deadline: .seconds(900), by: .customer) },
            { try store.startSession(of: user, token: .random(), lifetime: .seconds(60)) },
            { try store.setClaudeCredentials(Secret("{}"), expiresAt: nil, of: user) },
        ]
        for attempt in attempts { #expect(throws: CryptoError.noRandomBytes) { try attempt() } }
        #expect(try test.dataVersion() == written)
        #expect(try store.users().count == 1 && store.jobs(limit: 9).isEmpty)
        #expect(try store.audit(of: nil, limit: 100).count == audit)
    }

    @Test func `without random bytes a deploy gets no callback token, and one with them later`() throws {
        let test = try TestStore()
        let (_, _, lease) = try test.deploy()
        let store = try test.another(random: .none)
        #expect(throws: CryptoError.noRandomBytes) { try store.callbackToken(under: lease) }
        let token = try test.store.callbackToken(under: lease)
        #expect(try store.callbackToken(under: lease) == token)
    }
}
