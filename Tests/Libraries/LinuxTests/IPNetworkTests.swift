import Linux
import Testing

struct IPNetworkTests {
    @Test(arguments: [
        ("192.0.2.7/32", "192.0.2.7/32"), ("2001:DB8:0::7/64", "2001:db8::7/64"), ("0.0.0.0/0", "0.0.0.0/0"),
        ("0:0:0:0:0:0:0:0/0", "::/0"), ("::ffff:192.0.2.1/128", "::ffff:192.0.2.1/128"),
    ])
    func `writes a network in its canonical form`(text: String, canonical: String) throws {
        let network = try #require(IPNetwork(text))
        #expect(network.text == canonical)
        #expect(IPNetwork(canonical) == network)
    }

    @Test(arguments: [
        "", "/", "192.0.2.7", "192.0.2.7/", "192.0.2.7/33", "192.0.2.7/+8", "192.0.2.7/08", "192.0.2/8",
        "2001:db8::/129", "1::2::3/128", "host/8", "192.0.2.7/8/8", " 192.0.2.7/8", "192.0.2.7\0/8",
    ])
    func `refuses text that is no network`(text: String) {
        #expect(IPNetwork(text) == nil)
    }

    @Test(arguments: [
        ("127.1.2.3", true), ("10.255.0.1", true), ("172.15.0.1", false), ("172.16.0.1", true),
        ("172.31.0.1", true), ("172.32.0.1", false), ("192.168.0.1", true), ("192.169.0.1", false),
        ("169.254.1.1", true), ("203.0.113.7", false), ("::1", true), ("::2", false), ("fc00::1", true),
        ("fdff::1", true), ("fe80::1", true), ("febf::1", true), ("fec0::1", false), ("2001:db8::1", false),
    ])
    func `tells loopback, private and link-local addresses from public ones`(
        text: String, isPrivate: Bool
    ) throws {
        #expect(try #require(IPAddress(text)).isLoopbackOrPrivate == isPrivate)
    }
}
