import FoundationEssentials
import HTTP
import HTTPClient
import Hetzner
import Testing
import Time

struct ServerTests {
    private let order = CreateServerRequest(
        name: "web-1", serverType: "cx23", image: 161_547_269, location: "nbg1", sshKeys: [7],
        userData: "#cloud-config\nsecret", labels: ["a": "b"], firewalls: [38])

    @Test func `a created server has its address`() throws {
        let scripted = Scripted([
            Exchange(
                "POST /servers",
                body: #"""
                    {"name":"web-1","server_type":"cx23","image":161547269,"location":"nbg1","ssh_keys":[7],
                     "user_data":"#cloud-config\nsecret","labels":{"a":"b"},"firewalls":[{"firewall":38}],
                     "public_net":{"enable_ipv4":true,"enable_ipv6":false},"start_after_create":true}
                    """#, 201, Fixture.createdServer)
        ])
        var order = order
        order.publicNet.enableIPv6 = false
        let created = try scripted.client.createServer(order, by: scripted.deadline)
        #expect(created.id == 42)
        #expect(created.ipv4Address == "192.0.2.10")
        #expect(created.ipv6Address == "2001:db8:1::1")
        let request = try #require(scripted.transport.requests.first)
        #expect(request.headers["Content-Type"] == "application/json")
        #expect(request.totalTimeout == .seconds(60))
    }

    @Test func `an order prints without its user data`() {
        var dumped = "\(order)\(String(reflecting: order))"
        dump(order, to: &dumped)
        #expect(dumped.contains("web-1: cx23 in nbg1"))
        #expect(!dumped.contains("secret"))
    }

    @Test func `a server is read as Hetzner writes it`() throws {
        let server = try playing(Exchange("GET /servers/42", 200, #"{"server":\#(Fixture.server)}"#)) {
            try $0.server(42, by: $1)
        }
        #expect(server.name == "web-1")
        #expect(server.status == .initializing)
        #expect(server.created == Instant(milliseconds: 1_795_218_000_000))
        #expect(server.serverType == "cx23")
        #expect(server.location == "nbg1")
        #expect(server.labels == ["a": "b"])
    }

    @Test func `reads a server with missing and unknown fields`() throws {
        let server = try playing(
            Exchange(
                "GET /servers/9007199254740991", 200,
                """
                {"server":{"id":9007199254740991,"name":"n","status":"dreaming","locked":null,"labels":null,
                 "created":"2024-09-10T09:30:35+00:00","new":{"a":[1]},
                 "public_net":{"ipv4":null,"ipv6":{"ip":"2001:db8:1::/64"}}}}
                """)
        ) { try $0.server(9_007_199_254_740_991, by: $1) }
        #expect(server.id == 9_007_199_254_740_991)
        #expect(server.status == Server.Status(rawValue: "dreaming"))
        #expect(server.ipv4Address == nil)
        #expect(server.ipv6Address == "2001:db8:1::1")
        #expect(server.labels == nil)
    }

    @Test func `finds a server by its exact name`() throws {
        try playing(
            Exchange("GET /servers?name=web-1", 200, Fixture.list("servers", Fixture.server)),
            Exchange("GET /servers?name=web-2", 200, Fixture.list("servers"))
        ) { (client, deadline) throws in
            #expect(try client.server(named: "web-1", by: deadline)?.id == 42)
            #expect(try client.server(named: "web-2", by: deadline) == nil)
        }
    }

    @Test func `ignores a server of another name`() throws {
        let server = try playing(
            Exchange("GET /servers?name=web-2", 200, Fixture.list("servers", Fixture.server))
        ) { try $0.server(named: "web-2", by: $1) }
        #expect(server == nil)
    }

    @Test func `lists servers by labels over all pages`() throws {
        let query = "sort=id%3Aasc&label_selector=a%3Db%2Cmanaged-by%3Drachel&"
        let servers = try playing(
            Exchange(
                "GET /servers?\(query)page=1&per_page=50", 200,
                Fixture.list("servers", Fixture.server(id: 1), Fixture.server(id: 2), next: 2)),
            Exchange(
                "GET /servers?\(query)page=2&per_page=50", 200,
                Fixture.list("servers", Fixture.server(id: 3), page: 2))
        ) { try $0.servers(labels: ["managed-by": "rachel", "a": "b"], by: $1) }
        #expect(servers.map(\.id) == [1, 2, 3])
    }

    @Test(arguments: [1, 201])
    func `refuses a list without a last page`(next: Int) throws {
        let error = try failure(
            Exchange(
                "GET /servers?sort=id%3Aasc&page=1&per_page=50", 200,
                Fixture.list("servers", Fixture.server, next: next))
        ) { try $0.servers(by: $1) }
        #expect(error.kind == .unreadable)
    }

    @Test func `a deletion starts an action, and succeeds when there is no server`() throws {
        try playing(
            Exchange(
                "DELETE /servers/42", 200, #"{"action":\#(Fixture.action(id: 5, command: "delete_server"))}"#),
            Exchange("DELETE /servers/42", 404, Fixture.error("not_found"))
        ) { (client, deadline) throws in
            #expect(try client.deleteServer(42, by: deadline) == .accepted)
            #expect(try client.deleteServer(42, by: deadline) == .gone)
        }
    }

    @Test(arguments: [
        ("", HetznerError.Kind.unreadable), ("<html>404</html>", .unreadable),
        (#"{"error":{"code":null,"message":"server not found"}}"#, .unreadable),
        (#"{"error":{"code":"route_not_found","message":"no"}}"#, .other),
    ])
    func `a 404 without Hetzner's code is no proof that a server is gone`(
        body: String, kind: HetznerError.Kind
    ) throws {
        let error = try failure(Exchange("DELETE /servers/42", 404, body)) { try $0.deleteServer(42, by: $1) }
        #expect(error.kind == kind)
    }

    @Test func `finds the actions of a server`() throws {
        let actions = try playing(
            Exchange(
                "GET /servers/42/actions?page=1&per_page=50", 200,
                Fixture.list("actions", Fixture.action))
        ) { try $0.actions(ofServer: 42, by: $1) }
        #expect(actions.map(\.id) == [606_028_482_673_874])
    }
}
