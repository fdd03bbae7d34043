import FoundationEssentials
import Hetzner
import Testing
import Time

struct CatalogueTests {
    @Test func `a server type lists the locations that sell it`() throws {
        let types = try playing(
            Exchange(
                "GET /server_types?page=1&per_page=50", 200, Fixture.list("server_types", Fixture.serverType))
        ) { try $0.serverTypes(by: $1) }
        let type = try #require(types.first)
        #expect(type.name == "cx23")
        #expect(type.architecture == "x86")
        #expect(type.offer(in: "nbg1", at: .now()) == .available)
        #expect(type.offer(in: "ash", at: .now()) == .notSold)
    }

    @Test(arguments: [
        (#""available":true,"deprecation":null"#, ServerType.Offer.available),
        (#""available":false,"deprecation":null"#, .soldOut), (#""deprecation":null"#, .available),
        (
            #""available":true,"deprecation":{"announced":null,"unavailable_after":"2026-06-01T00:00:00Z"}"#,
            .notSold
        ),
        (
            #""available":true,"deprecation":{"announced":"2026-05-01T00:00:00Z","unavailable_after":"2027-06-01T00:00:00Z"}"#,
            .available
        ),
    ])
    func `a type is not available when sold out or withdrawn`(sale: String, offer: ServerType.Offer) throws {
        let types = try playing(
            Exchange(
                "GET /server_types?page=1&per_page=50", 200,
                Fixture.list(
                    "server_types",
                    """
                    {"id":1,"name":"t","cores":2.0,"memory":0.5,"disk":40.0,"architecture":"arm",
                     "locations":[{"id":2,"name":"nbg1",\(sale)}]}
                    """))
        ) { try $0.serverTypes(by: $1) }
        let autumn = Instant(milliseconds: 1_790_000_000_000)
        #expect(types.first?.offer(in: "nbg1", at: autumn) == offer)
    }

    @Test func `stored server types are read back unchanged`() throws {
        let sale = #"""
            "available":false,"deprecation":{"announced":null,"unavailable_after":"2026-06-01T00:00:00Z"}
            """#
        let types = try playing(
            Exchange(
                "GET /server_types?page=1&per_page=50", 200,
                Fixture.list(
                    "server_types",
                    """
                    {"id":1,"name":"t","cores":2.0,"memory":0.5,"disk":40.0,"architecture":"arm",
                     "locations":[{"id":2,"name":"nbg1",\(sale)}]}
                    """, Fixture.serverType))
        ) { try $0.serverTypes(by: $1) }
        let kept = try #require(ServerType.list(document: ServerType.document(types)))
        #expect(kept.map(\.name) == types.map(\.name))
        #expect(kept.map(\.locations) == types.map(\.locations))
        #expect(kept.map(\.architecture) == types.map(\.architecture))
        #expect(ServerType.document(types).contains(#""unavailable_after":1780272000}"#))
        #expect(ServerType.list(document: "[{}]") == nil)
    }

    @Test func `ignores an image of another name`() throws {
        let image = try playing(
            Exchange(
                "GET /images?name=debian-13&architecture=x86", 200, Fixture.list("images", Fixture.image))
        ) { try $0.image(named: "debian-13", architecture: "x86", by: $1) }
        #expect(image == nil)
    }

    @Test func `finds an image by name and architecture among images of the same name`() throws {
        let arm = Fixture.image.replacing("161547269", with: "161547270").replacing("x86", with: "arm")
        let image = try playing(
            Exchange(
                "GET /images?name=ubuntu-24.04&architecture=arm", 200,
                Fixture.list("images", Fixture.image, arm))
        ) { try $0.image(named: "ubuntu-24.04", architecture: "arm", by: $1) }
        #expect(image?.id == 161_547_270)
    }

    @Test func `a missing image is nil`() throws {
        let image = try playing(
            Exchange("GET /images?name=none&architecture=x86", 200, Fixture.list("images"))
        ) { try $0.image(named: "none", architecture: "x86", by: $1) }
        #expect(image == nil)
    }
}
