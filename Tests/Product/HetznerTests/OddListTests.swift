import Hetzner
import Testing
import Time

/// An element that can't be read costs itself alone, and no absence is read out of it.
struct OddListTests {
    private static let list = "GET /servers?sort=id%3Aasc&page=1&per_page=50"
    private static let lookUp = "GET /servers?name=web-1"

    @Test(arguments: [
        "null", "7", "[]", #""text""#, "{}", #"{"id":null,"name":"web-1"}"#, #"{"id":"42"}"#, #"{"id":1.5}"#,
    ])
    func `an odd element is left out of its list and named`(odd: String) throws {
        let scripted = Scripted([
            Exchange(
                Self.list, 200,
                Fixture.list("servers", Fixture.server(id: 1), odd, Fixture.server(id: 2), next: 2)),
            Exchange(
                "GET /servers?sort=id%3Aasc&page=2&per_page=50", 200,
                Fixture.list("servers", Fixture.server(id: 3), page: 2)),
        ])
        #expect(try scripted.client.servers(by: scripted.deadline).map(\.id) == [1, 2, 3])
        #expect(scripted.records.map(\.leftOut.count) == [1, 0])
        #expect(scripted.records[0].leftOut[0].hasPrefix("servers[1]"))
    }

    @Test func `a look-up that finds its server doesn't mind an odd element`() throws {
        let server = try playing(
            Exchange(Self.lookUp, 200, Fixture.list("servers", "{}", Fixture.server))
        ) { try $0.server(named: "web-1", by: $1) }
        #expect(server?.id == 42)
    }

    @Test(arguments: [["{}"], [#"{"id":1}"#, #"{"id":2}"#], [#"{"id":1,"name":"other"}"#, "null"]])
    func `a look-up that may have missed its server doesn't say that there is none`(elements: [String]) throws
    {
        let body = #"{"servers":[\#(elements.joined(separator: ","))]}"#
        let error = try failure(Exchange(Self.lookUp, 200, body)) { try $0.server(named: "web-1", by: $1) }
        #expect(error.kind == .unreadable)
    }

    @Test(arguments: [#"{"id":42}"#, #"{"id":42,"name":null}"#])
    func `the only element of a look-up is the one, though it lacks the field`(element: String) throws {
        let server = try playing(Exchange(Self.lookUp, 200, Fixture.list("servers", element))) {
            try $0.server(named: "web-1", by: $1)
        }
        #expect(server?.id == 42)
    }

    @Test func `an image of unknown architecture isn't taken for one of another name`() throws {
        let request = "GET /images?name=debian-13&architecture=x86"
        let image = try playing(
            Exchange(request, 200, Fixture.list("images", #"{"id":1,"name":"debian-12"}"#)),
            Exchange(request, 200, Fixture.list("images", #"{"id":2,"name":"debian-13"}"#))
        ) { (client, deadline) throws in
            #expect(try client.image(named: "debian-13", architecture: "x86", by: deadline)?.id == nil)
            return try client.image(named: "debian-13", architecture: "x86", by: deadline)
        }
        #expect(image?.id == 2)
    }

    @Test(arguments: [
        ("null", ServerType.Offer.available), ("7", .available), (#"[{"name":"ash"}]"#, .notSold),
        (#"[null,{"name":"ash"}]"#, .available), (#"[{"available":false}]"#, .available),
        (#"[7,{"name":"nbg1","available":false,"deprecation":7}]"#, .soldOut),
    ])
    func `a type may be ordered where the catalogue doesn't say that it is not sold`(
        locations: String, offer: ServerType.Offer
    ) throws {
        let types = try playing(
            Exchange(
                "GET /server_types?page=1&per_page=50", 200,
                Fixture.list(
                    "server_types", #"{"name":"cx23","architecture":"x86","locations":\#(locations)}"#))
        ) { try $0.serverTypes(by: $1) }
        #expect(types.map { $0.offer(in: "nbg1", at: .now()) } == [offer])
        let stored = ServerType.list(document: ServerType.document(types))
        #expect(stored?.map { $0.offer(in: "nbg1", at: .now()) } == [offer])
    }

    @Test func `a catalogue in which nothing can be read isn't an empty one`() throws {
        let error = try failure(
            Exchange(
                "GET /server_types?page=1&per_page=50", 200,
                Fixture.list("server_types", #"{"id":1,"name":"cx23"}"#))
        ) { try $0.serverTypes(by: $1) }
        #expect(error.message.hasSuffix("server_types[0].architecture is missing"))
    }

    @Test func `reads the server types that an earlier version stored`() throws {
        let types = try #require(
            ServerType.list(
                document: """
                    [{"id":114,"name":"cx23","cores":2,"memory":4,"disk":40,"architecture":"x86",
                    "locations":[{"name":"nbg1","available":true,"recommended":false,
                    "deprecation":{"announced":1780272000,"unavailable_after":1780272000}}]}]
                    """))
        #expect(types.map(\.name) == ["cx23"])
        #expect(types[0].offer(in: "nbg1", at: .now()) == .notSold)
    }

    @Test(arguments: ["", "null", "{}", "<html>", #"{"action":null}"#])
    func `a deletion is accepted whatever the body of the response`(body: String) throws {
        try playing(
            Exchange("DELETE /servers/42", 200, body), Exchange("DELETE /ssh_keys/7", 200, body),
            Exchange("DELETE /primary_ips/9001", 200, body)
        ) { (client, deadline) throws in
            #expect(try client.deleteServer(42, by: deadline) == .accepted)
            #expect(try client.deleteSSHKey(7, by: deadline) == .accepted)
            #expect(try client.deletePrimaryIP(9001, by: deadline) == .accepted)
        }
    }

    @Test(arguments: ["null", "7", #"[{"direction":"in"}]"#, #"[{"protocol":"tcp","port":"22"}]"#, "[null]"])
    func `rules that can't be read enforce nothing`(rules: String) throws {
        let firewall = try playing(
            Exchange(
                "GET /firewalls?name=fw", 200,
                Fixture.list("firewalls", #"{"id":38,"name":"fw","rules":\#(rules)}"#))
        ) { try $0.firewall(named: "fw", by: $1) }
        #expect(firewall?.enforces([]) == false)
    }
}
