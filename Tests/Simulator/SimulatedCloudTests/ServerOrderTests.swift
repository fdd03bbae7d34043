import HTTP
import SimulatedCloud
import Testing

/// The requests that POST /servers accepts and refuses.
struct ServerOrderTests {
    private let simulation: Simulation

    init() throws {
        simulation = try Simulation()
    }

    private func order(_ more: (String, JSON)...) throws -> Reply {
        try simulation.request(.post, "/servers", Simulation.order("web-1", more))
    }

    @Test func `a plain request returns a server, its action, the next actions and a root password`() throws {
        let reply = try order()
        #expect(reply.status == 201)
        let server = try #require(reply["server"])
        #expect(server["name"] == "web-1")
        #expect(server["status"] == "initializing")
        #expect(server["locked"] == true)
        #expect(server["created"] == "2026-11-20T00:00:00Z")
        #expect(server["primary_disk_size"] == 40)
        #expect(server["public_net"]?["ipv4"]?["ip"] == "127.77.0.1")
        #expect(server["public_net"]?["ipv4"]?["dns_ptr"] == "static.1.0.77.127.clients.your-server.de")
        #expect(server["public_net"]?["ipv6"]?["dns_ptr"] == [])
        #expect(server["location"]?["name"] == "nbg1")
        #expect(server["image"]?["name"] == "ubuntu-24.04")
        #expect(server["datacenter"] == nil)
        let action = try #require(reply["action"])
        #expect(action["command"] == "create_server")
        #expect(action["status"] == "running")
        #expect(action["progress"] == 0)
        #expect(action["finished"] == .null)
        #expect(action["error"] == .null)
        #expect(try #require(action["id"]?.integerValue) > Int64(UInt32.max))
        #expect(reply["next_actions"]?.arrayValue?.map { $0["command"] } == ["start_server"])
        #expect(reply["root_password"]?.stringValue?.isEmpty == false)
    }

    @Test func `whole numbers have no fraction, which old clients refuse`() throws {
        let text = try order().text
        #expect(text.contains(#""cores":2,"memory":4,"disk":40,"#))
        #expect(text.contains(#""disk_size":5,"#))
    }

    @Test func `with an SSH key there is no root password, and keys are given by id or name`() throws {
        let key = try simulation.request(
            .post, "/ssh_keys", ["name": "k", "public_key": .string(Simulation.publicKey)])
        let id = try #require(key["ssh_key"]?["id"])
        #expect(try order(("ssh_keys", [id, "k"]))["root_password"] == .null)
    }

    @Test func `types, images and locations are given by id or name`() throws {
        let reply = try order(("server_type", 114), ("image", 161_547_269), ("location", 2))
        #expect(reply.status == 201)
        #expect(reply["server"]?["server_type"]?["name"] == "cx23")
    }

    @Test func `without a location one that sells the type is chosen`() throws {
        #expect(try order(("location", nil))["server"]?["location"]?["name"] == "fsn1")
        let reply = try simulation.request(
            .post, "/servers", Simulation.order("us", [("server_type", "cpx11"), ("location", nil)]))
        #expect(reply["server"]?["location"]?["name"] == "ash")
    }

    @Test func `every missing field is named`() throws {
        let reply = try simulation.request(.post, "/servers", [:])
        #expect(reply.status == 422)
        #expect(reply.code == "invalid_input")
        #expect(reply.wrongFields == ["name", "server_type", "image"])
        #expect(reply.message == "invalid input in field 'name', 'server_type', 'image'")
    }

    @Test(arguments: [
        "", "a_b", "a b", "-a", "a-", "a..b", ".a", "ä", String(repeating: "a", count: 64), "a/b",
    ])
    func `a name that is no host name is refused`(name: String) throws {
        let reply = try simulation.request(.post, "/servers", Simulation.order(name))
        #expect(reply.status == 422)
        #expect(reply.wrongFields == ["name"])
    }

    private static let wrongTypes: [(String, JSON)] = [
        ("name", 1), ("server_type", ["cx23"]), ("image", true), ("location", .number(2.5)),
        ("user_data", 1), ("labels", "a=b"), ("start_after_create", "yes"), ("ssh_keys", "k"),
        ("ssh_keys", [true]), ("firewalls", [1]), ("public_net", []), ("automount", 1),
        ("volumes", [1]), ("networks", [1]), ("placement_group", 1),
    ]

    @Test(arguments: wrongTypes)
    func `a field of the wrong type is named`(field: String, value: JSON) throws {
        let reply = try order((field, value))
        #expect(reply.status == 422)
        #expect(reply.wrongFields == [field])
        #expect(try simulation.request(.get, "/servers")["servers"] == [])
    }

    @Test func `unknown fields are refused, and so is the removed datacenter`() throws {
        #expect(try order(("datacenter", "nbg1-dc3")).wrongFields == ["datacenter"])
    }

    @Test(arguments: [
        ("server_type", "cx99", "server type 'cx99' not found"), ("image", "beos", "image 'beos' not found"),
        ("location", "mars", "location 'mars' not found"),
        ("location", "ash", "unsupported location for server type"),
        ("server_type", "cx22", "unsupported location for server type"),
        ("server_type", "cax11", "image has incompatible architecture"),
    ])
    func `values that do not exist or do not fit together are refused`(
        field: String, value: String, message: String
    ) throws {
        let reply = try order((field, .string(value)))
        #expect(reply.status == 422)
        #expect(reply.code == "invalid_input")
        #expect(reply.message == message)
    }

    @Test func `an arm type accepts an arm image`() throws {
        #expect(try order(("server_type", "cax11"), ("image", 161_547_270)).status == 201)
    }

    @Test func `keys and firewalls that do not exist are refused`() throws {
        #expect(try order(("ssh_keys", ["nobody"])).message == "SSH key 'nobody' not found")
        #expect(try order(("ssh_keys", [42])).message == "SSH key '42' not found")
        #expect(try order(("firewalls", [["firewall": 42]])).message == "firewall '42' not found")
    }

    @Test func `user-data of 32 KiB is accepted, and one byte more is refused`() throws {
        let full = String(repeating: "\u{1}", count: 32_768)
        #expect(try order(("user_data", .string(full))).status == 201)
        let reply = try simulation.request(
            .post, "/servers", Simulation.order("web-2", [("user_data", .string(full + "a"))]))
        #expect(reply.wrongFields == ["user_data"])
        #expect(reply.text.contains("Length must be between 0 and 32768."))
    }

    @Test func `a taken name is 409 in any case until its server is gone`() throws {
        let id = try simulation.runningServer()
        let reply = try simulation.request(.post, "/servers", Simulation.order("WEB-1"))
        #expect(reply.status == 409)
        #expect(reply.code == "uniqueness_error")
        #expect(reply.message == "server name is already used")
        #expect(reply["error"]?["details"] == [:])
        try simulation.request(.delete, "/servers/\(id)")
        #expect(try order().status == 409)
        simulation.clock.advance(.seconds(2))
        #expect(try order().status == 201)
    }

    @Test func `a server needs at least one address family`() throws {
        let v6 = try order(("public_net", ["enable_ipv4": false]))
        #expect(v6["server"]?["public_net"]?["ipv4"] == .null)
        #expect(v6["server"]?["public_net"]?["ipv6"] != .null)
        let none = try simulation.request(
            .post, "/servers",
            Simulation.order("web-2", [("public_net", ["enable_ipv4": false, "enable_ipv6": false])]))
        #expect(none.wrongFields == ["public_net"])
    }

    @Test func `firewalls of the request are applied after the creation`() throws {
        let firewall = try simulation.request(.post, "/firewalls", ["name": "fw"])["firewall"]?["id"]
        let id = try #require(firewall)
        let reply = try order(("firewalls", [["firewall": id]]))
        #expect(
            reply["next_actions"]?.arrayValue?.map { $0["command"] } == ["start_server", "apply_firewall"])
        #expect(
            reply["server"]?["public_net"]?["firewalls"] == [["id": id, "status": "pending"]])
        simulation.clock.advance(.seconds(12))
        let server = try simulation.server(try #require(reply["server"]?["id"]?.integerValue))
        #expect(server["public_net"]?["firewalls"] == [["id": id, "status": "applied"]])
    }
}
