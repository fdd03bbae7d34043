import Crypto
import SSH
import TestSupport
import Testing

@Suite struct SSHSessionTests {
    @Test(arguments: KeyType.allCases)
    func `either kind of key logs in`(type: KeyType) throws {
        let server = try Server(type)
        #expect(try server.run("id -un").output(of: "only") == server.daemon.user + "\n")
    }
}
