import Hetzner
import Testing

struct FirewallTests {
    private let rule = FirewallRule.inboundTCP(port: 22, from: ["192.0.2.7/32", "2001:db8::1/128"])
    private let ruleBody = """
        {"direction":"in","protocol":"tcp","port":"22","source_ips":["192.0.2.7/32","2001:db8::1/128"],
         "destination_ips":[]}
        """

    @Test func `creates a firewall with its rules`() throws {
        let created = try playing(
            Exchange(
                "POST /firewalls", body: #"{"name":"fw","labels":{"a":"b"},"rules":[\#(ruleBody)]}"#, 201,
                #"{"firewall":\#(Fixture.firewall),"actions":[]}"#)
        ) { try $0.createFirewall(name: "fw", rules: [rule], labels: ["a": "b"], by: $1) }
        #expect(created.id == 38)
        #expect(created.rules?.count == 1)
    }

    @Test func `replaces all rules`() throws {
        try playing(
            Exchange(
                "POST /firewalls/38/actions/set_rules", body: #"{"rules":[\#(ruleBody)]}"#, 201,
                #"{"actions":[\#(Fixture.action(id: 1, command: "set_firewall_rules"))]}"#)
        ) { try $0.setRules([rule], ofFirewall: 38, by: $1) }
    }

    @Test func `finds a firewall by its exact name`() throws {
        try playing(
            Exchange("GET /firewalls?name=fw", 200, Fixture.list("firewalls", Fixture.firewall)),
            Exchange("GET /firewalls?name=other", 200, Fixture.list("firewalls", Fixture.firewall))
        ) { (client, deadline) throws in
            #expect(try client.firewall(named: "fw", by: deadline)?.id == 38)
            #expect(try client.firewall(named: "other", by: deadline)?.id == nil)
        }
    }

    @Test func `a taken firewall name is a uniqueness error`() throws {
        let error = try failure(
            Exchange(
                "POST /firewalls", body: #"{"name":"fw","labels":{},"rules":[]}"#, 409,
                Fixture.error("uniqueness_error"))
        ) { try $0.createFirewall(name: "fw", rules: [], labels: [:], by: $1) }
        #expect(error.kind == .uniqueness)
    }

    @Test func `rules with the same effect are equal, whatever their order and wording`() throws {
        let found = try playing(
            Exchange(
                "GET /firewalls?name=fw", 200,
                """
                {"firewalls":[{"id":38,"name":"fw","labels":{},"created":"2026-11-20T23:40:00Z","applied_to":[],
                 "rules":[
                  {"description":"x","direction":"in","protocol":"icmp","port":null,
                   "source_ips":["0.0.0.0/0"],"destination_ips":[]},
                  {"description":null,"direction":"in","protocol":"tcp","port":"22",
                   "source_ips":["2001:db8::1/128","192.0.2.7/32"],"destination_ips":[]}]}]}
                """)
        ) { try $0.firewall(named: "fw", by: $1) }
        let firewall = try #require(found)
        let ssh = FirewallRule.inboundTCP(
            port: 22, from: ["192.0.2.7/32", "2001:0DB8:0::0:1/128"], description: "control plane")
        var ping = try #require(firewall.rules)[0]
        ping.description = nil
        #expect(firewall.enforces([ssh, ping]))
        #expect(!firewall.enforces([ssh]))
        #expect(!firewall.enforces([]))
        #expect(
            !firewall.enforces([.inboundTCP(port: 22, from: ["192.0.2.8/32", "2001:db8::1/128"]), ping]))
        #expect(!firewall.enforces([.inboundTCP(port: 23, from: ssh.sourceIPs), ping]))
    }

    @Test(arguments: [
        ("::/0", "0:0:0:0:0:0:0:0/0", true), ("2001:DB8::/32", "2001:db8:0:0::/32", true),
        ("::ffff:192.0.2.1/128", "::ffff:c000:201/128", true), ("1::8/128", "1:0:0:0:0:0:0:8/128", true),
        ("192.0.2.1/32", "192.0.2.1/31", false), ("192.0.2.1", "192.0.2.1/32", false),
        ("::1/128", "::2/128", false), ("1::2::3/128", "1::2:0:3/128", false),
        ("1:2:3:4:5:6:7:8:9/128", "1:2:3:4:5:6:7:8/128", false), (":1/128", "::1/128", false),
        ("192.0.2.1/33", "192.0.2.1/32", false), ("192.0..2.1/32", "192.0.2.1/32", false), ("", "/", false),
    ])
    func `compares networks by their addresses, not their text`(one: String, other: String, same: Bool) throws
    {
        let found = try playing(
            Exchange(
                "GET /firewalls?name=fw", 200,
                """
                {"firewalls":[{"id":38,"name":"fw","labels":{},"created":"2026-11-20T23:40:00Z","applied_to":[],
                 "rules":[{"description":null,"direction":"in","protocol":"tcp","port":"22",
                   "source_ips":["\(one)"],"destination_ips":[]}]}]}
                """)
        ) { try $0.firewall(named: "fw", by: $1) }
        let firewall = try #require(found)
        #expect(firewall.enforces([.inboundTCP(port: 22, from: [other])]) == same)
    }
}
