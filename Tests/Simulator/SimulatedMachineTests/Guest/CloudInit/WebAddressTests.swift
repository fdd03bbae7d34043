import Testing

@testable import SimulatedMachine

@Suite struct WebAddressTests {
    @Test func `the parts of a URL are told apart`() throws {
        let plain = try #require(WebAddress("http://127.0.0.1:8080/a/b?c=d#e"))
        #expect(!plain.isSecure && plain.host == "127.0.0.1" && plain.port == 8080)
        #expect(plain.authority == "127.0.0.1:8080" && plain.target == "/a/b?c=d")
        let secure = try #require(WebAddress("https://[::1]?q"))
        #expect(secure.isSecure && secure.host == "::1" && secure.port == 443 && secure.target == "/?q")
    }

    @Test(arguments: ["ftp://host/", "host/path", "http://", "http://host:port/", "http://[::1/", ""])
    func `what is no URL of the web is refused`(text: String) {
        #expect(WebAddress(text) == nil)
    }

    @Test(arguments: [
        ("https://other/x", "https://other/x"), ("/x?y", "http://h:1/x?y"), ("z", "http://h:1/a/z"),
    ])
    func `locations are found from where they were given`(location: String, url: String) throws {
        #expect(try #require(WebAddress("http://h:1/a/b?c")).resolved(location) == url)
    }
}
