import Hetzner
import Testing

struct SSHKeyTests {
    @Test func `creates a key with name and labels`() throws {
        let key = try playing(
            Exchange(
                "POST /ssh_keys",
                body: #"{"name":"k","public_key":"ssh-ed25519 AAAA...","labels":{"a":"b"}}"#,
                201, #"{"ssh_key":\#(Fixture.sshKey)}"#)
        ) { try $0.createSSHKey(name: "k", publicKey: "ssh-ed25519 AAAA...", labels: ["a": "b"], by: $1) }
        #expect(key.id == 7)
    }

    @Test func `finds a key by name or fingerprint`() throws {
        let fingerprint = "b7:2f:30:a0:2f:6c:58:6c:21:04:58:61:ba:06:3b:2f"
        let escaped = fingerprint.split(separator: ":").joined(separator: "%3A")
        try playing(
            Exchange("GET /ssh_keys?fingerprint=\(escaped)", 200, Fixture.list("ssh_keys", Fixture.sshKey)),
            Exchange("GET /ssh_keys?name=k", 200, Fixture.list("ssh_keys", Fixture.sshKey)),
            Exchange("GET /ssh_keys?name=other", 200, Fixture.list("ssh_keys"))
        ) { (client, deadline) throws in
            #expect(try client.sshKey(fingerprint: fingerprint, by: deadline)?.id == 7)
            #expect(try client.sshKey(named: "k", by: deadline)?.fingerprint == fingerprint)
            #expect(try client.sshKey(named: "other", by: deadline) == nil)
        }
    }

    @Test func `lists keys by labels`() throws {
        let keys = try playing(
            Exchange(
                "GET /ssh_keys?sort=id%3Aasc&label_selector=a%3Db&page=1&per_page=50", 200,
                Fixture.list("ssh_keys", Fixture.sshKey))
        ) { try $0.sshKeys(labels: ["a": "b"], by: $1) }
        #expect(keys.map(\.name) == ["k"])
    }

    @Test func `deletes a key that may be gone already`() throws {
        try playing(
            Exchange("DELETE /ssh_keys/7", 204),
            Exchange("DELETE /ssh_keys/7", 404, Fixture.error("not_found"))
        ) { (client, deadline) throws in
            #expect(try client.deleteSSHKey(7, by: deadline) == .accepted)
            #expect(try client.deleteSSHKey(7, by: deadline) == .gone)
        }
    }
}
