import Crypto
import FoundationEssentials
import Hetzner
import ProductSupport
import Testing
import Time

/// The client against the simulator, which was written separately from the same documentation.
struct AgainstSimulatorTests {
    private let transport: SimulatedTransport
    private let client: HetznerClient
    private let deadline = ContinuousClock.now + .seconds(3600)

    init() throws {
        let transport = try SimulatedTransport()
        self.transport = transport
        let start = ContinuousClock.now
        client = HetznerClient(
            endpoint: "https://api.example/v1", token: Secret(SimulatedTransport.token), transport: transport,
            time: Timekeeping(now: { start }, sleep: { transport.pass($0) }, random: { 1 }))
    }

    @Test func `creates a server from the catalogue and deletes all of it`() throws {
        let type = try #require(try client.serverTypes(by: deadline).first { $0.name == "cx23" })
        #expect(type.offer(in: "nbg1", at: .now()) == .available)
        #expect(type.locations?.contains { $0.name == "nbg1" } == true)
        let key = try PrivateKey.generate(.ed25519).publicKey
        let order = try order(key: key, architecture: type.architecture)
        let created = try client.createServer(order, by: deadline)
        #expect(created.status == .initializing)
        #expect(try client.sshKey(fingerprint: key.md5Fingerprint, by: deadline)?.id == order.sshKeys.first)
        transport.pass(.seconds(60))
        let actions = try client.actions(ofServer: created.id, by: deadline)
        #expect(actions.map(\.command) == ["create_server", "start_server", "apply_firewall"])
        #expect(actions.allSatisfy { $0.status == .success })
        let server = try #require(try client.server(named: "web-1", by: deadline))
        #expect(server.status == .running)
        #expect(server.ipv4Address?.hasPrefix("127.77.") == true)
        #expect(try client.servers(labels: ["managed-by": "tests"], by: deadline).map(\.id) == [server.id])
        #expect(try client.primaryIPs(by: deadline).count == 2)
        try deleteAll(server)
    }

    private func deleteAll(_ server: Server) throws {
        let address = try #require(try client.primaryIPs(by: deadline).first).id
        let inUse = try #require(throws: HetznerError.self) {
            try client.deletePrimaryIP(address, by: deadline)
        }
        #expect(inUse.kind == .inUse)
        #expect(try client.deleteServer(server.id, by: deadline) == .accepted)
        transport.pass(.seconds(60))
        #expect(try client.deleteServer(server.id, by: deadline) == .gone)
        let gone = try #require(throws: HetznerError.self) { try client.server(server.id, by: deadline) }
        #expect(gone.kind == .notFound)
        for key in try client.sshKeys(by: deadline) { _ = try client.deleteSSHKey(key.id, by: deadline) }
        #expect(try client.sshKeys(by: deadline).isEmpty)
        #expect(try client.primaryIPs(by: deadline).isEmpty)
    }

    @Test func `finds and corrects drifted rules`() throws {
        let wanted = [FirewallRule.inboundTCP(port: 22, from: ["192.0.2.7/32", "2001:DB8:0::1/128"])]
        let firewall = try client.createFirewall(name: "fw", rules: [], labels: [:], by: deadline)
        #expect(!firewall.enforces(wanted))
        try client.setRules(wanted, ofFirewall: firewall.id, by: deadline)
        #expect(try client.firewall(named: "fw", by: deadline)?.enforces(wanted) == true)
    }

    @Test func `reads lists to their last page`() throws {
        for number in 1...51 {
            _ = try client.createSSHKey(
                name: "key-\(number)", publicKey: PrivateKey.generate(.ed25519).publicKey.openSSH,
                labels: [:],
                by: deadline)
        }
        #expect(Set(try client.sshKeys(by: deadline).map(\.name)).count == 51)
    }

    @Test func `the budget counts down with each call`() throws {
        _ = try client.serverTypes(by: deadline)
        _ = try client.serverTypes(by: deadline)
        #expect(client.rateLimit?.limit == 3600)
        #expect(client.rateLimit?.remaining == 3598)
    }

    @Test(arguments: [
        "lost-answer", "server-error:call=POST /servers,when=after", "malformed-json:call=POST /servers",
        "bad-gateway:call=POST /servers,when=after", "gateway-timeout:call=POST /servers,when=after",
    ])
    func `a server whose response is lost is created once and found by its name`(fault: String) throws {
        let order = try order()
        try transport.inject(fault + (fault.contains(":") ? "," : ":") + "times=1")
        let error = try #require(throws: HetznerError.self) { try client.createServer(order, by: deadline) }
        #expect(error.kind == .ambiguous)
        let server = try #require(try client.server(named: "web-1", by: deadline))
        #expect(!(try client.actions(ofServer: server.id, by: deadline).isEmpty))
        #expect(try client.servers(by: deadline).count == 1)
    }

    @Test(arguments: ["sold-out", "sold-out:form=placement_error", "sold-out:form=invalid_input"])
    func `a sold-out type needs another location`(fault: String) throws {
        let order = try order()
        try transport.inject(fault)
        let error = try #require(throws: HetznerError.self) { try client.createServer(order, by: deadline) }
        #expect(error.kind == .unavailableHere)
    }

    @Test(arguments: [
        ("quota:limit=0", HetznerError.Kind.limitReached(["server_limit"])),
        ("name-taken:times=1", .uniqueness), ("maintenance", .maintenance), ("token-rejected", .unauthorized),
    ])
    func `a refused order has the reason`(fault: String, kind: HetznerError.Kind) throws {
        let order = try order()
        try transport.inject(fault)
        let error = try #require(throws: HetznerError.self) { try client.createServer(order, by: deadline) }
        #expect(error.kind == kind)
    }

    @Test(arguments: [
        "rate-limited:times=3", "bad-gateway:times=5", "unavailable:times=5", "conflict:times=3",
        "locked:call=GET /servers/*,times=4", "server-error:times=2",
        "lost-answer:call=GET /servers/*,times=5",
    ])
    func `repeats a call after transient failures`(fault: String) throws {
        let created = try client.createServer(try order(), by: deadline)
        try transport.inject(fault)
        #expect(try client.server(created.id, by: deadline).id == created.id)
    }

    @Test func `no error shows the token that a 429 quotes`() throws {
        try transport.inject("rate-limited")
        let error = try #require(throws: HetznerError.self) { try client.serverTypes(by: deadline) }
        #expect(error.kind == .rateLimited)
        #expect(error.message.contains("‹secret›"))
        #expect(!"\(error)".contains("simulated"))
    }

    /// An order for `web-1` with a key and a firewall that exist.
    private func order(key: PublicKey? = nil, architecture: String = "x86") throws -> CreateServerRequest {
        let image = try #require(
            try client.image(named: "ubuntu-24.04", architecture: architecture, by: deadline))
        let publicKey = try key ?? PrivateKey.generate(.ed25519).publicKey
        let labels = ["managed-by": "tests"]
        let stored = try client.createSSHKey(
            name: "k", publicKey: publicKey.openSSH, labels: labels, by: deadline)
        let firewall = try client.createFirewall(
            name: "fw", rules: [.inboundTCP(port: 22, from: ["192.0.2.7/32"])], labels: labels, by: deadline)
        return CreateServerRequest(
            name: "web-1", serverType: "cx23", image: image.id, location: "nbg1", sshKeys: [stored.id],
            userData: "#cloud-config\n{}", labels: labels, firewalls: [firewall.id])
    }
}
