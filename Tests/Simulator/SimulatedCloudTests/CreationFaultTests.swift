import HTTP
import SimulatedCloud
import Testing

/// Faults that refuse the creation of a resource, as a client sees them.
struct CreationFaultTests {
    private let simulation: Simulation

    init() throws {
        simulation = try Simulation()
    }

    private func order(_ more: (String, JSON)...) throws -> Reply {
        try simulation.request(.post, "/servers", Simulation.order("web-1", more))
    }

    private func upload() throws -> Reply {
        try simulation.request(
            .post, "/ssh_keys", ["name": "k", "public_key": .string(Simulation.publicKey)])
    }

    @Test(arguments: [
        ("resource_unavailable", 412, "resource_unavailable", "server location disabled"),
        ("placement_error", 422, "placement_error", "error during placement"),
        ("invalid_input", 422, "invalid_input", "unsupported location for server type"),
    ])
    func `sold-out has three forms`(form: String, status: Int, code: String, message: String) throws {
        try simulation.switchOn("sold-out:type=cx23,location=nbg1,form=\(form)")
        let reply = try order()
        #expect(reply.status == status)
        #expect(reply.code == code)
        #expect(reply.message == message)
        #expect(try order(("location", "fsn1")).status == 201)
    }

    @Test func `another type in the same place is not sold out`() throws {
        try simulation.switchOn("sold-out:type=cx23,location=nbg1")
        #expect(try order(("server_type", "cx33")).status == 201)
    }

    @Test func `sold-out without parameters affects every type and location`() throws {
        try simulation.switchOn("sold-out")
        for (type, location) in [("cx23", "nbg1"), ("cx33", "hel1"), ("cpx11", "ash")] {
            let reply = try order(("server_type", .string(type)), ("location", .string(location)))
            #expect(reply.status == 412)
        }
    }

    @Test func `the catalogue shows what is sold out only with catalogue=honest`() throws {
        func isAvailable() throws -> [JSON?] {
            let type = try simulation.request(.get, "/server_types/114")["server_type"]
            return type?["locations"]?.arrayValue?.map { $0["available"] } ?? []
        }
        try simulation.switchOn("sold-out:type=cx23,location=nbg1")
        #expect(try isAvailable() == [true, true, true])
        try simulation.switchOn("sold-out:type=cx23,location=nbg1,catalogue=honest")
        #expect(try isAvailable() == [true, false, true])
    }

    @Test func `quota names the limit`() throws {
        try simulation.switchOn("quota:limit=1")
        #expect(try order().status == 201)
        let reply = try simulation.request(.post, "/servers", Simulation.order("web-2"))
        #expect(reply.status == 403)
        #expect(reply.code == "resource_limit_exceeded")
        #expect(reply.message == "server limit exceeded")
        #expect(reply["error"]?["details"]?["limits"] == [["name": "server_limit"]])
    }

    @Test func `a quota of addresses counts both families`() throws {
        try simulation.switchOn("quota:of=primary_ips,limit=1")
        let reply = try order()
        #expect(reply.message == "Primary IP limit exceeded")
        #expect(reply["error"]?["details"]?["limits"] == [["name": "primary_ip_limit"]])
        #expect(try order(("public_net", ["enable_ipv6": false])).status == 201)
    }

    @Test func `name-taken by nobody adds no server to the list`() throws {
        try simulation.switchOn("name-taken:of=server,times=1")
        let reply = try order()
        #expect(reply.status == 409)
        #expect(reply.code == "uniqueness_error")
        #expect(try simulation.request(.get, "/servers?name=web-1")["servers"] == [])
        #expect(try order().status == 201)
    }

    @Test func `name-taken by somebody adds a server of somebody else`() throws {
        try simulation.switchOn("name-taken:of=server,holder=somebody,times=1")
        #expect(try order(("labels", ["mine": "yes"])).status == 409)
        let holder = try simulation.request(.get, "/servers?name=web-1")["servers"]?.arrayValue?.first
        #expect(holder?["labels"] == ["owner": "somebody-else"])
        #expect(holder?["status"] == "running")
        #expect(try order().status == 409)
    }

    @Test func `name-taken affects keys and firewalls too`() throws {
        try simulation.switchOn(
            "name-taken:of=ssh_key,times=1", "name-taken:of=firewall,holder=somebody,times=1")
        let key = try upload()
        #expect(key.status == 409)
        #expect(key.message == "SSH key name is already used")
        #expect(try upload().status == 201)
        let firewall = try simulation.request(.post, "/firewalls", ["name": "fw"])
        #expect(firewall.status == 409)
        let holder = try simulation.request(.get, "/firewalls?name=fw")["firewalls"]?.arrayValue?.first
        #expect(holder?["labels"] == ["owner": "somebody-else"])
    }

    @Test func `name-taken by somebody adds a key with another fingerprint`() throws {
        try simulation.switchOn("name-taken:of=ssh_key,holder=somebody,times=1")
        #expect(try upload().status == 409)
        let holder = try simulation.request(.get, "/ssh_keys?name=k")["ssh_keys"]?.arrayValue?.first
        #expect(holder?["public_key"] != .string(Simulation.publicKey))
        #expect(try upload().message == "SSH key name is already used")
    }

    @Test func `key-taken is the same key under another name, found by its fingerprint`() throws {
        try simulation.switchOn("key-taken:holder=somebody,times=1")
        let reply = try upload()
        #expect(reply.status == 409)
        #expect(reply.message == "SSH key not unique")
        let found = try simulation.request(
            .get, "/ssh_keys?fingerprint=fe:07:70:a0:0d:95:ab:dd:a4:77:96:2e:83:d9:bd:af")
        #expect(found["ssh_keys"]?.arrayValue?.first?["name"] != "k")
        #expect(try upload().status == 409)
    }

    @Test func `key-taken by nobody ends with the next request`() throws {
        try simulation.switchOn("key-taken:times=1")
        #expect(try upload().status == 409)
        #expect(try simulation.request(.get, "/ssh_keys")["ssh_keys"] == [])
        #expect(try upload().status == 201)
    }
}
