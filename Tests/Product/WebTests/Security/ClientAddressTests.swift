import Testing

@testable import Web

struct ClientAddressTests {
    @Test(arguments: [
        ("203.0.113.9", "203.0.113.9"), ("", ""),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"), ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("2001:DB8:1::ffff", "2001:db8:1:0::/64"), ("2001:db8::", "2001:db8:0:0::/64"),
        ("::1", "0:0:0:0::/64"), ("::ffff:203.0.113.9", "203.0.113.9"),
    ])
    func `counts an IPv6 client by its network and an IPv4 client by its address`(
        address: String, subject: String
    ) {
        #expect(ClientAddress.subject(of: address) == subject)
    }
}
