import Crypto
import ProductSupport
import SQLite
import Store
import Testing

struct CallbackTests {
    @Test func `the token stays the same until the server exists, then only its hash stays`() throws {
        let test = try TestStore()
        let (user, job, lease) = try test.deploy()
        let token = try test.store.callbackToken(under: lease)
        #expect(try test.store.callbackToken(under: lease) == token)
        guard case .new(let resource) = try test.store.intend(.server, name: "s", project: "p", under: lease)
        else {
            throw UnexpectedState()
        }
        try test.store.recordCreated(
            CreatedServer(hetznerID: 1, name: "s", ipAddress: "192.0.2.1", serverType: "t", location: "l"),
            resource: resource.id, under: lease)
        try test.withRawDatabase { database in
            let kept = try database.rows("SELECT 1 AS n FROM jobs WHERE callback_token IS NOT NULL") { _ in 1
            }
            #expect(kept.isEmpty)
        }
        let receipt = try test.store.recordCallback(
            user: user, token: token, outcome: .succeeded, hostKey: "ssh-ed25519 AAAA", detail: nil)
        #expect(receipt == .recorded(job))
    }

    @Test func `a callback counts once, whatever step the job is in`() throws {
        let test = try TestStore()
        let (user, job, lease) = try test.deploy()
        let token = try test.store.callbackToken(under: lease)
        let call = { (outcome: Callback.Outcome) in
            try test.store.recordCallback(
                user: user, token: token, outcome: outcome, hostKey: "k", detail: "d")
        }
        #expect(try test.store.callbackTokenStatus(of: user, token: token) == .expected(job))
        #expect(try call(.failed) == .recorded(job))
        #expect(try test.store.callbackTokenStatus(of: user, token: token) == .alreadyUsed)
        #expect(try call(.succeeded) == .alreadyUsed)
        #expect(try test.store.job(job)?.callback?.outcome == .failed)
    }

    @Test func `an unknown token, another user's and one of a job that ended change nothing`() throws {
        let test = try TestStore()
        let (user, job, lease) = try test.deploy()
        let token = try test.store.callbackToken(under: lease)
        let other = try test.customer(email: "other@example.org")
        let call = { (user: User.ID, token: Token) in
            try test.store.recordCallback(
                user: user, token: token, outcome: .succeeded, hostKey: "k", detail: nil)
        }
        #expect(try call(user, .random()) == .unknown)
        #expect(try call(other, token) == .unknown)
        #expect(try call(.random(), token) == .unknown)
        #expect(try test.store.callbackTokenStatus(of: other, token: token) == .unknown)
        try test.store.turnToUndo(from: .prepare, failureCode: .internalError, detail: "", under: lease)
        try test.store.endDeployFailed(sentence: "Sorry.", under: lease)
        #expect(try call(user, token) == .alreadyUsed)
        #expect(try test.store.job(job)?.callback == nil)
    }
}
