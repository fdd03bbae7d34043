import HTTP
import SimulatedCloud
import Testing

struct CatalogueEndpointsTests {
    private let simulation: Simulation

    init() throws {
        simulation = try Simulation()
    }

    private func names(_ target: String) throws -> [String] {
        let kind = target.split(separator: "?")[0].dropFirst()
        return try #require(try simulation.request(.get, target)[String(kind)]?.arrayValue).compactMap {
            $0["name"]?.stringValue
        }
    }

    @Test func `a server type is shown as the vendor shows it`() throws {
        let type = try #require(try simulation.request(.get, "/server_types/114")["server_type"])
        #expect(type["name"] == "cx23")
        #expect(type["category"] == "cost_optimized")
        #expect(
            type["locations"]?.arrayValue?.first == [
                "available": true, "deprecation": nil, "id": 1, "name": "fsn1", "recommended": true,
            ])
        let price = try #require(type["prices"]?.arrayValue?.first)
        #expect(price["price_hourly"] == ["gross": "0.0104720000000000", "net": "0.0088000000"])
        #expect(price["price_monthly"] == ["gross": "6.5331000000000000", "net": "5.4900000000"])
        #expect(price["included_traffic"] == 21_990_232_555_520)
    }

    @Test func `a deprecated type is listed with the day of its end`() throws {
        let reply = try simulation.request(.get, "/server_types?name=cx22")
        let type = try #require(reply["server_types"]?.arrayValue?.first)
        #expect(type["deprecated"] == true)
        #expect(type["deprecation"]?["unavailable_after"] == "2025-12-31T00:00:00Z")
        #expect(type["locations"]?.arrayValue?.allSatisfy { $0["available"] == false } == true)
    }

    @Test func `an image name has two architectures, x86 first`() throws {
        let reply = try simulation.request(.get, "/images?name=ubuntu-24.04")
        #expect(reply["images"]?.arrayValue?.map { $0["architecture"] } == ["x86", "arm"])
        let arm = try simulation.request(.get, "/images?name=ubuntu-24.04&architecture=arm")
        #expect(arm["images"]?.arrayValue?.map { $0["id"] } == [161_547_270])
    }

    @Test func `deprecated images are listed only on request, with both dates`() throws {
        #expect(try names("/images?name=debian-11") == [])
        let reply = try simulation.request(.get, "/images?name=debian-11&include_deprecated=true")
        let image = try #require(reply["images"]?.arrayValue?.first)
        #expect(image["deprecated"] == "2026-08-31T00:00:00Z")
        #expect(image["deprecation"]?["unavailable_after"] == "2027-02-28T00:00:00Z")
    }

    @Test(arguments: ["type=snapshot", "status=creating", "bound_to=1", "label_selector=a"])
    func `there are system images only`(query: String) throws {
        #expect(try names("/images?\(query)") == [])
        #expect(try names("/images?type=system&status=available").isEmpty == false)
    }

    @Test func `single resources are read by id`() throws {
        #expect(try simulation.request(.get, "/locations/2")["location"]?["network_zone"] == "eu-central")
        #expect(try simulation.request(.get, "/images/114690387")["image"]?["name"] == "debian-12")
        for kind in ["locations", "images", "server_types"] {
            #expect(try simulation.request(.get, "/\(kind)/999").code == "not_found")
        }
    }

    @Test func `prices include currency, tax and the price of an address`() throws {
        let pricing = try #require(try simulation.request(.get, "/pricing")["pricing"])
        #expect(pricing["currency"] == "EUR")
        #expect(pricing["vat_rate"] == "19.00")
        let ipv4 = pricing["primary_ips"]?.arrayValue?.first
        #expect(ipv4?["type"] == "ipv4")
        #expect(ipv4?["prices"]?.arrayValue?.first?["price_hourly"]?["net"] == "0.0008000000")
    }

    @Test(arguments: ["/datacenters", "/datacenters/1", "/datacenters?name=nbg1-dc3"])
    func `the endpoints of datacenters are gone`(target: String) throws {
        let reply = try simulation.request(.get, target)
        #expect(reply.status == 410)
        #expect(reply.code == "deprecated_api_endpoint")
        #expect(
            reply["error"]?["details"]?["announcement"]
                == "https://docs.hetzner.cloud/changelog#2026-06-02-datacenters-deprecated")
    }
}
