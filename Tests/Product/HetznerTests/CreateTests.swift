import HTTPClient
import Hetzner
import Testing

/// Creating must not happen twice.
struct CreateTests {
    @Test(arguments: [TransportError.Kind.timeout, .reset, .truncated, .tooLarge, .other])
    func `does not repeat a create that may have arrived`(kind: TransportError.Kind) throws {
        let error = try failure(Exchange("POST /servers", body: requestBody, fails: kind)) {
            try $0.createServer(order, by: $1)
        }
        #expect(error.kind == .ambiguous)
        #expect(error.transport?.kind == kind)
    }

    @Test(arguments: [
        (500, Fixture.error("server_error")), (502, Fixture.error("bad_gateway")),
        (503, Fixture.error("unavailable")), (504, Fixture.error("timeout")), (502, "<html>"), (500, ""),
        (400, Fixture.error("unknown_error")),
    ])
    func `does not repeat a create after an error of a gateway or of Hetzner`(status: Int, body: String)
        throws
    {
        let error = try failure(Exchange("POST /servers", body: requestBody, status, body)) {
            try $0.createServer(order, by: $1)
        }
        #expect(error.kind == .ambiguous)
        #expect(error.status == status)
    }

    @Test(arguments: [302, 401, 403, 404, 409, 423, 429])
    func `a proxy's page doesn't say that nothing was created`(status: Int) throws {
        let error = try failure(Exchange("POST /servers", body: requestBody, status, "<html>")) {
            try $0.createServer(order, by: $1)
        }
        #expect(error.kind == .ambiguous)
    }

    @Test(arguments: ["", "{", #"{"server":{"name":"web-1"}}"#, "<html>"])
    func `does not repeat a create whose response is unreadable`(body: String) throws {
        let error = try failure(Exchange("POST /servers", body: requestBody, 201, body)) {
            try $0.createServer(order, by: $1)
        }
        #expect(error.kind == .ambiguous)
    }

    @Test(arguments: [TransportError.Kind.timeout, .connectFailed])
    func `repeats a create that was not sent`(kind: TransportError.Kind) throws {
        try playing(
            Exchange("POST /servers", body: requestBody, fails: kind, .notSent),
            Exchange("POST /servers", body: requestBody, 201, Fixture.createdServer)
        ) { _ = try $0.createServer(order, by: $1) }
    }

    @Test(arguments: [
        (409, "conflict"), (429, "rate_limit_exceeded"), (422, "service_error"), (423, "locked"),
    ])
    func `repeats a create after a transient refusal`(status: Int, code: String) throws {
        try playing(
            Exchange("POST /servers", body: requestBody, status, Fixture.error(code)),
            Exchange("POST /servers", body: requestBody, 201, Fixture.createdServer)
        ) { _ = try $0.createServer(order, by: $1) }
    }

    @Test func `a taken name is a uniqueness error`() throws {
        let error = try failure(
            Exchange("POST /servers", body: requestBody, 409, Fixture.error("uniqueness_error"))
        ) { try $0.createServer(order, by: $1) }
        #expect(error.kind == .uniqueness)
    }

    @Test(arguments: [
        (412, "resource_unavailable", "error during placement"),
        (412, "resource_unavailable", "server location disabled"), (422, "placement_error", ""),
        (422, "invalid_input", "unsupported location for server type"),
    ])
    func `a type that is sold out or not sold is unavailable in this location`(
        status: Int, code: String, message: String
    ) throws {
        let error = try failure(
            Exchange("POST /servers", body: requestBody, status, Fixture.error(code, message))
        ) { try $0.createServer(order, by: $1) }
        #expect(error.kind == .unavailableHere)
    }

    @Test func `does not repeat the creation of a key or a firewall`() throws {
        let key = try failure(Exchange("POST /ssh_keys", body: keyBody, fails: .reset)) {
            try $0.createSSHKey(name: "k", publicKey: "ssh-ed25519 AAAA", labels: [:], by: $1)
        }
        #expect(key.kind == .ambiguous)
        let firewall = try failure(
            Exchange("POST /firewalls", body: #"{"name":"fw","labels":{},"rules":[]}"#, fails: .reset)
        ) { try $0.createFirewall(name: "fw", rules: [], labels: [:], by: $1) }
        #expect(firewall.kind == .ambiguous)
    }

    @Test func `repeats setting the rules`() throws {
        try playing(
            Exchange("POST /firewalls/38/actions/set_rules", body: #"{"rules":[]}"#, fails: .reset),
            Exchange("POST /firewalls/38/actions/set_rules", body: #"{"rules":[]}"#, 201, #"{"actions":[]}"#)
        ) { try $0.setRules([], ofFirewall: 38, by: $1) }
    }

    private let keyBody = #"{"name":"k","public_key":"ssh-ed25519 AAAA","labels":{}}"#
    private let order = CreateServerRequest(
        name: "web-1", serverType: "cx23", image: 161_547_269, location: "nbg1", sshKeys: [7],
        userData: "#cloud-config\n{}", labels: ["a": "b"], firewalls: [38])
    private let requestBody = #"""
        {"name":"web-1","server_type":"cx23","image":161547269,"location":"nbg1","ssh_keys":[7],
         "user_data":"#cloud-config\n{}","labels":{"a":"b"},"firewalls":[{"firewall":38}],
         "public_net":{"enable_ipv4":true,"enable_ipv6":true},"start_after_create":true}
        """#
}
