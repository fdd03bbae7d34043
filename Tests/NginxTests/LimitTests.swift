import TestSupport
import Testing

@Suite struct LimitTests {
    private let site: ProductionSite

    init() throws {
        site = try ProductionSite()
    }

    /// The statuses of `count` sign-ins, the nth from the address that `address` returns for n.
    private func signIns(_ count: Int, _ path: String = "/sign-in", from address: (Int) -> String) throws
        -> [Int]
    {
        try (0..<count).map { number in
            try site.get(path, "-d", "a=b", "-H", "X-Test-Address: \(address(number))").status
        }
    }

    @Test(arguments: ["/sign-in", "/sign-up"])
    func `limits attempts from one address`(path: String) throws {
        let statuses = try signIns(20, path) { _ in "192.0.2.1" }
        #expect(statuses.prefix(11) == ArraySlice(repeating: 200, count: 11))
        #expect(statuses.contains(429))
        #expect(try signIns(1, path) { _ in "192.0.2.2" } == [200])
    }

    @Test func `sign-in and sign-up share a limit, whatever the spelling of the path`() throws {
        let paths = ["/sign-in", "/sign-up", "//sign-in", "/x/../sign-up", "/%73ign-in"]
        let statuses = try (0..<20).map { number in
            try site.get(paths[number % paths.count], "-d", "a=b").status
        }
        #expect(statuses.prefix(11) == ArraySlice(repeating: 200, count: 11))
        #expect(statuses.contains(429))
    }

    @Test func `opening the sign-in page is not an attempt`() throws {
        #expect(try site.statuses(40, "/sign-in") == [200: 40])
    }

    @Test func `an IPv6 network counts as one client`() throws {
        for network in ["2001:db8:1:2:", "2001:db8:1::", "2001:db8::"] {
            let statuses = try signIns(20) { "\(network)\(network.hasSuffix("::") ? "" : "a:b:c:")\($0 + 1)" }
            #expect(statuses.prefix(11) == ArraySlice(repeating: 200, count: 11))
            #expect(statuses.contains(429))
        }
        #expect(try signIns(15) { "2001:db8:7:\($0 + 1)::1" } == Array(repeating: 200, count: 15))
    }

    @Test func `limits a flood of requests and still serves files`() throws {
        let statuses = try site.statuses(400, "/")
        #expect(statuses[200, default: 0] >= 61)
        #expect(statuses[429, default: 0] > 0)
        #expect(statuses.count == 2)
        #expect(try site.statuses(100, "/static/style.css") == [200: 100])
    }

    @Test func `the refusal says how long to wait`() throws {
        _ = try signIns(20) { _ in "192.0.2.1" }
        let reply = try site.get("/sign-in", "-d", "a=b", "-H", "X-Test-Address: 192.0.2.1")
        #expect(reply.status == 429)
        #expect(reply["content-type"] == "text/html")
        #expect(reply.text.contains("Wait a minute before you try again."))
        #expect(reply.all("retry-after") == ["60"])
    }

    @Test func `keeps the Retry-After of the responder's own limit`() throws {
        #expect(try site.get("/slow-down?7").all("retry-after") == ["7"])
    }

    @Test func `limits health checks`() throws {
        let statuses = try site.statuses(30, "/healthz")
        #expect(statuses[200, default: 0] >= 6)
        #expect(statuses[429, default: 0] > 0)
        #expect(try site.get("/").status == 200)
    }
}
