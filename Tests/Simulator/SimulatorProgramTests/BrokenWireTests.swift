import TestSupport
import Testing
import Time

/// Faults of delivery, as a client on the network sees them behind nginx.
struct BrokenWireTests {
    private let world: ServedWorld
    private let simulator: ChildProgram

    init() throws {
        world = try ServedWorld("--machine-command", "/bin/true")
        simulator = try world.serve()
    }

    private static let order = #"{"name":"web-1","server_type":"cx23","image":"ubuntu-24.04"}"#

    private func inject(_ fault: String) throws {
        let run = try world.command("fault", "add", arguments: fault)
        #expect(run.status == 0, "\(run.output)")
    }

    private func bytes(_ method: String, _ target: String, _ body: String = "") throws -> [UInt8] {
        let client = try SocketClient(port: world.nginx.port)
        let head = [
            "\(method) /v1\(target) HTTP/1.1", "Host: sim", "Connection: close",
            "Authorization: Bearer \(ServedWorld.token)", "Content-Length: \(body.utf8.count)",
        ]
        try client.send(Array((head.joined(separator: "\r\n") + "\r\n\r\n" + body).utf8))
        return try client.readToEnd()
    }

    @Test func `lost-answer closes the connection without a byte although the server was created`() throws {
        try inject("lost-answer:times=1")
        #expect(try bytes("POST", "/servers", Self.order) == [])
        #expect(try world.request("GET", "/servers?name=web-1").text.contains(#""name":"web-1""#))
    }

    @Test func `lost-answer loses the responses to deletions and reads too`() throws {
        #expect(try world.request("POST", "/firewalls", #"{"name":"fw"}"#).status == 201)
        try inject("lost-answer:call=* *,times=2")
        #expect(try bytes("DELETE", "/firewalls/2313001") == [])
        #expect(try bytes("GET", "/firewalls") == [])
        #expect(try world.request("GET", "/firewalls/2313001").status == 404)
    }

    @Test func `dripping sends the whole head and body slowly`() throws {
        try inject("dripping:rate=400,times=1")
        let client = try SocketClient(port: world.nginx.port)
        let head = "GET /v1/locations HTTP/1.0\r\nAuthorization: Bearer \(ServedWorld.token)\r\n\r\n"
        try client.send(Array(head.utf8))
        var pieces: [[UInt8]] = []
        while case let piece = try client.read(atMost: 1 << 16), !piece.isEmpty {
            pieces.append(Array(piece))
        }
        #expect(pieces.count > 2)
        #expect(try HTTPReply(Array(pieces.joined())).text.contains(#""name":"sin""#))
    }

    @Test func `a client that gives up on a slow response finds the request carried out`() throws {
        try inject("slow:seconds=30,call=POST /servers,times=1")
        let run = try ProgramRun(
            "/usr/bin/curl", "-sS", "--max-time", "3", "-H", "Authorization: Bearer \(ServedWorld.token)",
            "-d", Self.order, world.endpoint + "/servers")
        // curl's code for a timeout.
        #expect(run.status == 28)
        #expect(try world.request("GET", "/servers").text.contains(#""name":"web-1""#))
    }

    @Test func `a proxy's page, cut-off JSON and headers reach the client unchanged`() throws {
        try inject("bad-gateway:times=1")
        let page = try world.request("GET", "/servers")
        #expect(page.status == 502)
        #expect(page["content-type"] == "text/html")
        try inject("malformed-json:times=1")
        let half = try world.request("GET", "/locations")
        #expect(half.status == 200)
        #expect(half.text.hasPrefix(#"{"locations":[{"id":1"#))
        #expect(!half.text.hasSuffix("}"))
        try inject("rate-limited:times=1")
        let limited = try world.request("GET", "/locations")
        #expect(limited.status == 429)
        #expect(limited["ratelimit-remaining"] == "0")
        #expect(limited["x-correlation-id"]?.count == 16)
    }

    @Test func `nginx keeps the simulator's date and adds none`() throws {
        try inject("wrong-date:seconds=-86400")
        let head = String(decoding: try bytes("GET", "/locations"), as: UTF8.self)
        let dates = head.split(separator: "\r\n").filter { $0.lowercased().hasPrefix("date:") }
        #expect(dates.count == 1)
        let date = try #require(
            dates.first.flatMap { Instant(httpDate: String($0.dropFirst("Date: ".count))) })
        #expect(Instant.now() - date >= .seconds(86_400))
    }

    @Test func `a response without a body has no JSON content type`() throws {
        #expect(try world.request("POST", "/firewalls", #"{"name":"fw"}"#).status == 201)
        let reply = try world.request("DELETE", "/firewalls/2313001")
        #expect(reply.status == 204)
        #expect(reply["content-type"] == nil)
        #expect(reply.body.isEmpty)
    }

    @Test func `nginx refuses a body beyond the limit and accepts user-data at its limit`() throws {
        let most = String(repeating: #"\u0001"#, count: 32_768)
        let order = Self.order.dropLast() + #","user_data":""# + most + #""}"#
        #expect(try world.request("POST", "/servers", String(order)).status == 201)
        #expect(try world.request("POST", "/servers", String(repeating: "x", count: 300_000)).status == 413)
    }
}
