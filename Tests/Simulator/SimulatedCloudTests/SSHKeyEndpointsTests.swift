import HTTP
import SimulatedCloud
import Testing

struct SSHKeyEndpointsTests {
    private let simulation: Simulation

    init() throws {
        simulation = try Simulation()
    }

    private func upload(_ name: String, _ key: String = Simulation.publicKey) throws -> Reply {
        try simulation.request(.post, "/ssh_keys", ["name": .string(name), "public_key": .string(key)])
    }

    @Test func `a fingerprint is the MD5 of the key blob, as ssh-keygen prints it`() throws {
        let reply = try upload("k", Simulation.publicKey + "\n")
        #expect(reply.status == 201)
        #expect(reply["ssh_key"]?["fingerprint"] == "fe:07:70:a0:0d:95:ab:dd:a4:77:96:2e:83:d9:bd:af")
        #expect(reply["ssh_key"]?["public_key"] == .string(Simulation.publicKey))
        #expect(reply["ssh_key"]?["labels"] == [:])
        let found = try simulation.request(
            .get,
            "/ssh_keys?fingerprint=fe%3A07%3A70%3Aa0%3A0d%3A95%3Aab%3Add%3Aa4%3A77%3A96%3A2e%3A83%3Ad9%3Abd%3Aaf"
        )
        #expect(found["ssh_keys"]?.arrayValue?.count == 1)
        #expect(try simulation.request(.get, "/ssh_keys?fingerprint=00")["ssh_keys"] == [])
    }

    @Test func `names and keys are unique, and comments are ignored`() throws {
        _ = try upload("k")
        let name = try upload("k", Simulation.otherPublicKey)
        #expect(name.status == 409)
        #expect(name.message == "SSH key name is already used")
        #expect(name["error"]?["details"] == ["fields": [["name": "name"]]])
        let words = Simulation.publicKey.split(separator: " ")
        let key = try upload("other", words[0] + " " + words[1] + " another comment")
        #expect(key.status == 409)
        #expect(key.message == "SSH key not unique")
        #expect(key["error"]?["details"] == ["fields": [["name": "public_key"]]])
    }

    @Test(arguments: [
        "", "ssh-ed25519", "ssh-ed25519 AAAA", "ssh-ed25519 !!!", "ssh-foo AAAAC3NzaC1lZDI1NTE5AAAAIMq3",
        "ssh-rsa \(Simulation.publicKey.split(separator: " ")[1])", "-----BEGIN RSA PRIVATE KEY-----",
    ])
    func `a key that is not in OpenSSH's format is refused`(key: String) throws {
        let reply = try upload("k", key)
        #expect(reply.status == 422)
        #expect(reply.wrongFields == ["public_key"])
        #expect(reply.text.contains("SSH key type is invalid (supported types: ssh-ed25519"))
    }

    @Test func `name and key are required, and the length of a name is limited`() throws {
        #expect(try simulation.request(.post, "/ssh_keys", [:]).wrongFields == ["name", "public_key"])
        #expect(try upload("").wrongFields == ["name"])
        #expect(try upload(String(repeating: "k", count: 129)).wrongFields == ["name"])
    }

    @Test func `a key is read, renamed, labelled and deleted`() throws {
        let id = try #require(try upload("k")["ssh_key"]?["id"]?.integerValue)
        #expect(try simulation.request(.get, "/ssh_keys/\(id)")["ssh_key"]?["name"] == "k")
        let updated = try simulation.request(.put, "/ssh_keys/\(id)", ["name": "k2", "labels": ["a": "b"]])
        #expect(updated["ssh_key"]?["name"] == "k2")
        #expect(
            try simulation.request(.get, "/ssh_keys?label_selector=a")["ssh_keys"]?.arrayValue?.count == 1)
        _ = try upload("k3", Simulation.otherPublicKey)
        #expect(try simulation.request(.put, "/ssh_keys/\(id)", ["name": "k3"]).status == 409)
        let deleted = try simulation.request(.delete, "/ssh_keys/\(id)")
        #expect(deleted.status == 204)
        #expect(deleted.bytes.isEmpty)
        #expect(deleted.header("Content-Type") == nil)
        #expect(
            try simulation.request(.delete, "/ssh_keys/\(id)").message == "SSH key with ID '\(id)' not found")
    }

    @Test func `a key can be deleted while servers created with it stay`() throws {
        let id = try #require(try upload("k")["ssh_key"]?["id"]?.integerValue)
        let server = try simulation.runningServer("web-1", ("ssh_keys", ["k"]))
        #expect(try simulation.request(.delete, "/ssh_keys/\(id)").status == 204)
        #expect(try simulation.server(server)["status"] == "running")
    }
}
