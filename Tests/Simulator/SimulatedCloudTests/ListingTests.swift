import HTTP
import SimulatedCloud
import Testing

struct ListingTests {
    private let simulation: Simulation

    init() throws {
        simulation = try Simulation()
    }

    private func names(_ target: String, _ kind: String = "locations") throws -> [String] {
        try #require(try simulation.request(.get, target)[kind]?.arrayValue).compactMap {
            $0["name"]?.stringValue
        }
    }

    @Test func `a page names its neighbours and has exactly the keys that clients expect`() throws {
        let reply = try simulation.request(.get, "/locations?page=2&per_page=2")
        #expect(
            reply["meta"] == [
                "pagination": [
                    "last_page": 3, "next_page": 3, "page": 2, "per_page": 2, "previous_page": 1,
                    "total_entries": 6,
                ]
            ])
        #expect(
            reply.header("Link") == """
                <http://api.example/v1/locations?page=1&per_page=2>; rel=prev, \
                <http://api.example/v1/locations?page=3&per_page=2>; rel=next, \
                <http://api.example/v1/locations?page=3&per_page=2>; rel=last
                """)
    }

    @Test func `the first page has no previous one and the last page no next one`() throws {
        let first = try simulation.request(.get, "/locations?per_page=4")["meta"]?["pagination"]
        #expect(first?["previous_page"] == .null)
        #expect(first?["next_page"] == 2)
        let last = try simulation.request(.get, "/locations?per_page=4&page=2")["meta"]?["pagination"]
        #expect(last?["previous_page"] == 1)
        #expect(last?["next_page"] == .null)
        #expect(try names("/locations?per_page=4&page=2") == ["hil", "sin"])
    }

    @Test func `a page has 25 entries by default, and an empty list has one page`() throws {
        let meta = try simulation.request(.get, "/servers")["meta"]?["pagination"]
        #expect(meta?["per_page"] == 25)
        #expect(meta?["last_page"] == 1)
        #expect(meta?["total_entries"] == 0)
        #expect(try simulation.request(.get, "/servers").header("Link") == nil)
    }

    @Test(arguments: ["page=0", "page=x", "per_page=0", "per_page=51", "page=99999999999999999999"])
    func `a page out of range is 422`(query: String) throws {
        let reply = try simulation.request(.get, "/locations?\(query)")
        #expect(reply.status == 422)
        #expect(reply.wrongFields == [String(query.prefix { $0 != "=" })])
    }

    @Test func `a page after the last one is empty`() throws {
        #expect(try names("/locations?page=9") == [])
    }

    @Test func `lists are sorted by several fields, by default ascending`() throws {
        #expect(try names("/locations?sort=name").first == "ash")
        #expect(try names("/locations?sort=name:desc").first == "sin")
        let images = try names("/images?sort=name:desc&sort=id:asc", "images")
        #expect(images.first == "ubuntu-24.04")
        #expect(images.last == "debian-12")
    }

    @Test func `an unknown sort key is 422, and every list can be sorted by id`() throws {
        #expect(try simulation.request(.get, "/locations?sort=city").status == 422)
        #expect(try simulation.request(.get, "/locations?sort=name:up").status == 422)
        for kind in [
            "servers", "ssh_keys", "firewalls", "primary_ips", "server_types", "locations", "images",
        ] {
            #expect(try simulation.request(.get, "/\(kind)?sort=id%3Aasc").status == 200)
        }
    }

    @Test func `a name is matched exactly`() throws {
        #expect(try names("/locations?name=nbg1") == ["nbg1"])
        #expect(try names("/locations?name=nbg") == [])
    }
}
